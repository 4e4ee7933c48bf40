package walras

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc/codes"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// playStream is one open Play stream. One goroutine reads it, one message ahead, so that waiting can end with a context
// while the stream lives on.
type playStream struct {
	call    pb.PlayService_PlayClient
	cancel  context.CancelFunc
	arrived chan *pb.PlayResponse
	// ended is why there is nothing more; set before arrived is closed.
	ended error
}

// errEnded is a stream that the server has ended well.
var errEnded = notNow("SESSION_CLOSED", "the server has ended the stream")

func (c *Client) openStream() (*playStream, error) {
	ctx, cancel := context.WithCancel(context.Background())
	call, err := c.play.Play(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	opened := &playStream{call: call, cancel: cancel, arrived: make(chan *pb.PlayResponse, 1)}
	go opened.read(ctx)
	return opened, nil
}

func (s *playStream) read(ctx context.Context) {
	defer close(s.arrived)
	defer s.cancel()
	for {
		message, err := s.call.Recv()
		if errors.Is(err, io.EOF) {
			s.ended = errEnded
			return
		}
		if err != nil {
			s.ended = errorOf(err, s.call.Trailer())
			return
		}
		select {
		case s.arrived <- message:
		case <-ctx.Done():
			s.ended = &Error{Status: codes.Canceled, Message: "the stream was ended", cause: context.Canceled}
			return
		}
	}
}

// send sends one message. A broken stream is noticed by receive.
func (s *playStream) send(message *pb.PlayRequest) { _ = s.call.Send(message) }

// receive waits for the next message. broken tells whether it is the stream that has ended, not the context.
func (s *playStream) receive(ctx context.Context) (message *pb.PlayResponse, broken bool, err error) {
	select {
	case message, open := <-s.arrived:
		if !open {
			return nil, true, s.ended
		}
		return message, false, nil
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
}

// attach opens a stream and takes seats.
func (c *Client) attach(ctx context.Context, attach *pb.Attach) (*playStream, *pb.Attached, error) {
	limited, cancel := c.limited(ctx)
	defer cancel()
	stream, err := c.openStream()
	if err != nil {
		return nil, nil, err
	}
	stream.send(&pb.PlayRequest{Message: &pb.PlayRequest_Attach{Attach: attach}})
	message, _, err := stream.receive(limited)
	if err == nil && message.GetError() != nil {
		err = errorOfDetail(message.GetError().GetError())
	}
	if err == nil && message.GetAttached() == nil {
		err = unreadable("attach: expected seats, got another message")
	}
	if err != nil {
		stream.cancel()
		return nil, nil, err
	}
	return stream, message.GetAttached(), nil
}

// leave gives the seats back and waits until the server has ended the stream.
func (s *playStream) leave(ctx context.Context, closeSession bool) error {
	defer s.cancel()
	s.send(&pb.PlayRequest{Message: &pb.PlayRequest_Leave{Leave: &pb.Leave{CloseSession: closeSession}}})
	_ = s.call.CloseSend() // a broken stream is noticed below
	for {
		message, broken, err := s.receive(ctx)
		if broken && errors.Is(err, errEnded) {
			return nil
		}
		if err != nil {
			return err
		}
		if refusal := message.GetError(); refusal != nil {
			return errorOfDetail(refusal.GetError())
		}
	}
}
