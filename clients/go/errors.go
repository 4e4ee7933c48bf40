package walras

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// errorTrailer carries the server's error in full.
const errorTrailer = "walras-error-bin"

// Error is what the server refused, or why it could not be reached. Every error of this package that is not a context's
// is one: use errors.As.
type Error struct {
	// Status is the gRPC code; a reason never changes its code.
	Status codes.Code
	// Reason is what kind of error it is, for programs: BAD_ACTION. The table is in docs/protocol.md.
	Reason string
	// Message is one sentence for people.
	Message string
	// Fields has what is known of where, expected, got, nearest and incident_id.
	Fields map[string]string

	cause error
}

func (e *Error) Error() string {
	if e.Reason == "" {
		return e.Message
	}
	return "[" + e.Reason + "] " + e.Message
}

// Unwrap returns the context's error where a context has ended the call.
func (e *Error) Unwrap() error { return e.cause }

// errorOf is the error of a call that ended with err, in the server's words where its trailer carries them.
func errorOf(err error, trailer metadata.MD) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if values := trailer.Get(errorTrailer); len(values) > 0 {
		detail := &pb.ErrorDetail{}
		if proto.Unmarshal([]byte(values[0]), detail) == nil {
			return errorOfDetail(detail)
		}
	}
	of := status.Convert(err)
	return &Error{Status: of.Code(), Message: of.Message(), cause: causeOf(of.Code())}
}

func causeOf(code codes.Code) error {
	switch code {
	case codes.Canceled:
		return context.Canceled
	case codes.DeadlineExceeded:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// errorOfDetail is the error that a stream carried, or a trailer.
func errorOfDetail(detail *pb.ErrorDetail) *Error {
	fields := map[string]string{
		"where": detail.GetWhere(), "expected": detail.GetExpected(), "got": detail.GetGot(),
		"nearest": detail.GetNearest(), "incident_id": detail.GetIncidentId(),
	}
	for name, value := range fields {
		if value == "" {
			delete(fields, name)
		}
	}
	return &Error{
		Status: codes.Code(detail.GetCode()), Reason: detail.GetReason(), Message: detail.GetMessage(), Fields: fields,
	}
}

// refused is an argument that no server could accept, found before it was sent.
func refused(reason, where, expected string, got any) *Error {
	word := fmt.Sprint(got)
	return &Error{
		Status: codes.InvalidArgument, Reason: reason,
		Message: fmt.Sprintf("%s: expected %s, got %s", where, expected, word),
		Fields:  map[string]string{"where": where, "expected": expected, "got": word},
	}
}

func badRequest(where, expected string, got any) *Error {
	return refused("BAD_REQUEST", where, expected, got)
}

// notNow is the right call at the wrong time.
func notNow(reason, message string) *Error {
	return &Error{Status: codes.FailedPrecondition, Reason: reason, Message: message}
}

// unavailable tells whether the server could not be reached, or is stopping.
func unavailable(err error) bool {
	var known *Error
	return errors.As(err, &known) && known.Status == codes.Unavailable
}
