package walras

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// Chunk is a run of steps of a rollout.
type Chunk struct {
	// Shard is which shard.
	Shard int
	// FirstStep is the number of the first turn.
	FirstStep int64
	// Steps is how many there are.
	Steps int

	seats           []Seat
	fields          []*pb.FieldSelector
	frames, actions []run
	finals          []*pb.FinalRows
}

// Rollout plays many steps on the server, without a round trip for each, and yields the trajectory in chunks as it
// arrives; an error is the last thing it yields. The request needs no access; the policy, Uniform for nil, plays the held
// seats for which it names none. A loop that breaks off lets the server play on to the end, unread, so
// that the session always stands where all the steps lead. When the connection breaks before a step was taken the rollout
// is played anew, once; steps that were taken are lost, and the session goes on after them.
func (s *Session) Rollout(ctx context.Context, given *pb.RolloutRequest, policy *Policy) iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		request := s.rolloutRequest(given, policy)
		err := s.idle(int(request.GetShard()))
		if err == nil {
			err = s.play(ctx, request, yield)
		}
		if unavailable(err) {
			if err = s.unplayed(ctx, request, err); err == nil {
				err = s.play(ctx, request, yield)
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func (s *Session) rolloutRequest(given *pb.RolloutRequest, policy *Policy) *pb.RolloutRequest {
	request := proto.Clone(given).(*pb.RolloutRequest)
	request.Access = s.access
	if policy == nil {
		policy = Uniform()
	}
	for _, seat := range s.Seats {
		index := narrowed(seat.Index)
		if !slices.ContainsFunc(given.GetPolicies(), func(each *pb.SeatPolicy) bool { return each.GetSeat() == index }) {
			request.Policies = append(request.Policies, &pb.SeatPolicy{Seat: index, Policy: policy})
		}
	}
	return request
}

// play reads a rollout to its end, and yields chunks while they are wanted.
func (s *Session) play(ctx context.Context, request *pb.RolloutRequest, yield func(*Chunk, error) bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	call, err := s.client.sessions.Rollout(ctx, request)
	if err != nil {
		return err
	}
	at := &s.shards[request.GetShard()]
	wanted := true
	for {
		message, err := call.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errorOf(err, call.Trailer())
		}
		chunk, err := s.chunk(message, request.GetFields())
		if err != nil {
			return err
		}
		at.last = chunk.Turn(chunk.Steps - 1)
		at.step = at.last.Step
		wanted = wanted && yield(chunk, nil)
	}
}

// unplayed comes back after a loss; it returns the loss where steps were taken, which are lost with it.
func (s *Session) unplayed(ctx context.Context, request *pb.RolloutRequest, why error) error {
	at := &s.shards[request.GetShard()]
	if err := s.comeBack(ctx, why); err != nil {
		return err
	}
	stands := s.Session.GetLastSteps()[request.GetShard()]
	if stands == at.step {
		return nil
	}
	if _, err := s.take(ctx, int(request.GetShard()), stands); err != nil {
		return err
	}
	return &Error{Status: codes.Unavailable, cause: why, Message: fmt.Sprintf(
		"rollout: the connection broke when steps were taken, and they are lost (%v); the session goes on at turn %d", why, stands)}
}

// run is a seat's frames of one kind in a chunk, one after another, each at a multiple of 64 bytes from the first.
type run struct {
	seat  *Seat
	of    layout
	bytes []byte
}

func (r run) frame(i int) []byte { return r.bytes[i*aligned(r.of.size):][:r.of.size] }

func (s *Session) chunk(message *pb.RolloutResponse, fields []*pb.FieldSelector) (*Chunk, error) {
	chunk := &Chunk{
		Shard: int(message.GetShard()), FirstStep: message.GetFirstStep(), Steps: int(message.GetSteps()),
		seats: s.Seats, fields: fields, finals: message.GetFinalRows(),
	}
	for i := range s.Seats {
		seat, came := &s.Seats[i], &pb.SeatTrajectory{}
		for _, each := range message.GetSeats() {
			if int(each.GetSeat()) == seat.Index {
				came = each
			}
		}
		chunk.frames = append(chunk.frames, run{seat, seat.observation.only(fields), came.GetFrames()})
		chunk.actions = append(chunk.actions, run{seat, seat.action.only(fields), came.GetActions()})
	}
	for _, each := range slices.Concat(chunk.frames, chunk.actions) {
		if want := chunk.Steps * aligned(each.of.size); want != len(each.bytes) || chunk.Steps < 1 {
			return nil, unreadable("rollout: frames of %s: expected %d bytes, got %d", each.seat.Label, want, len(each.bytes))
		}
	}
	return chunk, nil
}

// Turn is the i-th turn of the chunk, as far as it was recorded. It shares the chunk's bytes.
func (c *Chunk) Turn(i int) *Turn {
	turn := newTurn(c.Shard, c.FirstStep+int64(i), CauseStep)
	for _, each := range c.frames {
		turn.file(each.seat, each.of, each.frame(i))
	}
	for _, each := range c.finals {
		if each.GetStep() == turn.Step {
			turn.fileFinals(c.seats, each.GetFinalRows(), each.GetFinalFrames(), c.fields)
		}
	}
	return turn
}

// Actions is what led to the i-th turn: seat to tensor to [B, n, ...].
func (c *Chunk) Actions(i int) map[string]map[string]Tensor {
	actions := map[string]map[string]Tensor{}
	for _, each := range c.actions {
		for _, field := range each.of.fields {
			add(actions, each.seat.Key, field.name, field.tensor(each.frame(i)))
		}
	}
	return actions
}
