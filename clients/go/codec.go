package walras

import (
	"fmt"
	"sync"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/runtime/protoiface"
)

// codec is gRPC's own, for long messages: it copies what arrives once, where that copies it twice, and clears no
// megabyte for each message. What it reads shares one slice with its frames, and is never used again.
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
	message, ok := v.(proto.Message)
	if !ok {
		return fmt.Errorf("expected a message of protobuf, got %T", v)
	}
	bytes := make([]byte, data.Len())
	data.CopyTo(bytes)
	proto.Reset(message)
	_, err := message.ProtoReflect().ProtoMethods().Unmarshal(protoiface.UnmarshalInput{
		Message: message.ProtoReflect(), Buf: bytes, Flags: protoiface.UnmarshalAliasBuffer,
		Resolver: protoregistry.GlobalTypes, Depth: protowire.DefaultRecursionLimit,
	})
	return err
}

// sent are buffers of messages that were written, as they were left.
var sent pool

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
