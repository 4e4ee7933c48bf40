package walras

import (
	"context"
	"errors"
	"io"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// playStream is one open Play stream.
type playStream struct {
	call   pb.PlayService_PlayClient
	cancel context.CancelFunc
	// lead is of arrivals.
	lead int
	// awaited tells that a goroutine reads the next message, to say so here: waiting for it can end with a context while
	// the stream lives on.
	awaited bool
	arrived chan *arrival
	// ended is why there is nothing more.
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
	return &playStream{call: call, cancel: cancel, arrived: make(chan *arrival, 1)}, nil
}

func (s *playStream) read() *arrival {
	next := &arrival{lead: &s.lead}
	if next.err = s.call.RecvMsg(next); errors.Is(next.err, io.EOF) {
		next.err = errEnded
	} else if next.err != nil {
		next.err = errorOf(next.err, s.call.Trailer())
	}
	return next
}

// send sends one message. A broken stream is noticed by receive.
func (s *playStream) send(message *pb.PlayRequest) { _ = s.call.Send(message) }

// receive waits for the next message. broken tells whether it is the stream that has ended, not the context.
func (s *playStream) receive(ctx context.Context) (message *arrival, broken bool, err error) {
	next := &arrival{err: s.ended}
	if s.ended == nil && !s.awaited && ctx.Done() == nil {
		next = s.read()
	} else if s.ended == nil {
		if !s.awaited {
			s.awaited = true
			go func() { s.arrived <- s.read() }()
		}
		select {
		case next = <-s.arrived:
			s.awaited = false
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
	}
	if s.ended = next.err; s.ended != nil {
		s.cancel()
	}
	return next, s.ended != nil, s.ended
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
