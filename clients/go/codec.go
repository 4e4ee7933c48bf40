package walras

import (
	"fmt"
	"sync"
	"unsafe"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// codec is gRPC's own, for long messages: it keeps the buffers that it copies them to, and clears no megabyte for each.
type codec struct{}

// Name is that of gRPC's own: the bytes are the same.
func (codec) Name() string { return "proto" }

func (codec) Marshal(v any) (mem.BufferSlice, error) {
	message, ok := v.(proto.Message)
	if !ok {
		return nil, fmt.Errorf("expected a message of protobuf, got %T", v)
	}
	size := proto.Size(message)
	buffer := sent.Get(size)
	made, err := proto.MarshalOptions{UseCachedSize: true}.MarshalAppend((*buffer)[:0], message)
	if err != nil {
		sent.Put(buffer)
		return nil, err
	}
	*buffer = made
	return mem.BufferSlice{mem.NewBuffer(buffer, &sent)}, nil
}

func (codec) Unmarshal(data mem.BufferSlice, v any) error {
	if arrived, ok := v.(*arrival); ok {
		return arrived.read(data)
	}
	message, ok := v.(proto.Message)
	if !ok {
		return fmt.Errorf("expected a message of protobuf, got %T", v)
	}
	bytes := data.MaterializeToBuffer(&received)
	defer bytes.Free()
	return proto.Unmarshal(bytes.ReadOnlyData(), message)
}

// arrival is what a stream brought, and the bytes that a turn's frames share; or why it brought nothing.
type arrival struct {
	*pb.PlayResponse
	bytes *[]byte
	err   error
	// lead is how many bytes stood before the first frame of the stream's last turn.
	lead *int
}

// read copies a turn once, to where its first frame begins at a multiple of 64 if as much stands before it as before the
// last turn's; where the step's number has become longer it copies it again, so that frames need no copies of their own.
func (a *arrival) read(data mem.BufferSlice) error {
	for {
		buffer, guess := received.Get(alignment+data.Len()), *a.lead
		place := (*buffer)[alignment-guess%alignment:][:data.Len()]
		data.CopyTo(place)
		a.PlayResponse, a.bytes = &pb.PlayResponse{}, buffer
		if err := a.UnmarshalVTUnsafe(place); err != nil {
			return err
		}
		frames := a.GetTurn().GetFrames()
		if len(frames) == 0 {
			defer received.Put(buffer) // short and kept for long, as events are
			return proto.Unmarshal(place, a.PlayResponse)
		}
		first := unsafe.SliceData(frames[0].GetFrame())
		*a.lead = int(uintptr(unsafe.Pointer(first)) - uintptr(unsafe.Pointer(unsafe.SliceData(place))))
		if first == nil || *a.lead%alignment == guess%alignment {
			return nil
		}
		received.Put(buffer)
	}
}

// sent and received are buffers of messages that were written and read, as they were left.
var sent, received pool

type pool struct{ of sync.Pool }

func (p *pool) Get(length int) *[]byte {
	if kept, ok := p.of.Get().(*[]byte); ok && cap(*kept) >= length {
		*kept = (*kept)[:length]
		return kept
	}
	made := make([]byte, length)
	return &made
}

func (p *pool) Put(buffer *[]byte) { p.of.Put(buffer) }
