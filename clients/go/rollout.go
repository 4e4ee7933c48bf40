package walras

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// RolloutOptions is how the server plays many steps by itself.
type RolloutOptions struct {
	// Shard is which shard.
	Shard int
	// Policy plays every held seat; nil for Uniform.
	Policy *Policy
	// Policies plays seats by their keys, instead of Policy.
	Policies map[string]*Policy
	// ChunkSteps is the most steps in one chunk; 0 for the server's choice.
	ChunkSteps int
	// Seed is of the policies' own draws; nil for the session's.
	Seed *int64
	// Fields is what to record: obs, actions, reward, terminated, truncated, active, action_mask, metrics, privileged, or
	// one tensor of these, as obs.state; empty for everything. What is not recorded is not sent.
	Fields []string
}

// Chunk is a run of steps of a rollout.
type Chunk struct {
	// Shard is which shard.
	Shard int
	// FirstStep is the number of the first turn.
	FirstStep int64
	// Steps is how many there are.
	Steps int

	seats  []Seat
	fields []*pb.FieldSelector
	frames map[int32]*pb.SeatTrajectory
	finals map[int64]*pb.FinalRows
}

var kinds = map[string]pb.FieldKind{
	"obs":         pb.FieldKind_FIELD_KIND_OBSERVATION,
	"actions":     pb.FieldKind_FIELD_KIND_ACTION,
	"reward":      pb.FieldKind_FIELD_KIND_REWARD,
	"terminated":  pb.FieldKind_FIELD_KIND_TERMINATED,
	"truncated":   pb.FieldKind_FIELD_KIND_TRUNCATED,
	"active":      pb.FieldKind_FIELD_KIND_ACTIVE,
	"action_mask": pb.FieldKind_FIELD_KIND_ACTION_MASK,
	"metrics":     pb.FieldKind_FIELD_KIND_METRIC,
	"privileged":  pb.FieldKind_FIELD_KIND_PRIVILEGED,
}

// Rollout plays so many steps on the server, without a round trip for each, and yields the trajectory in chunks as it
// arrives; an error is the last thing it yields. A loop that breaks off lets the server play on to the end, unread, so
// that the session always stands where all the steps lead. When the connection breaks before a step was taken the rollout
// is played anew, once; steps that were taken are lost, and the session goes on after them.
func (s *Session) Rollout(ctx context.Context, steps int, options RolloutOptions) iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		request, err := s.rolloutRequest(steps, options)
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

func (s *Session) rolloutRequest(steps int, options RolloutOptions) (*pb.RolloutRequest, error) {
	if err := s.idle(options.Shard); err != nil {
		return nil, err
	}
	request := &pb.RolloutRequest{
		Access: s.access, Shard: narrowed(options.Shard), Steps: narrowed(steps), ChunkSteps: narrowed(options.ChunkSteps),
		PolicySeed: options.Seed,
	}
	if len(options.Policies) > 0 && options.Policy != nil {
		return nil, badRequest("rollout", "Policy or Policies", "both")
	}
	for key := range options.Policies {
		if !slices.Contains(keys(s.Seats), key) {
			return nil, badRequest("rollout: policies", fmt.Sprintf("the seats %v", keys(s.Seats)), key)
		}
	}
	for _, seat := range s.Seats {
		policy := options.Policy
		if len(options.Policies) > 0 {
			policy = options.Policies[seat.Key]
		} else if policy == nil {
			policy = Uniform()
		}
		if policy == nil {
			return nil, badRequest("rollout: policies["+seat.Key+"]", "a policy", "nothing")
		}
		request.Policies = append(request.Policies, &pb.SeatPolicy{Seat: narrowed(seat.Index), Policy: policy})
	}
	var err error
	request.Fields, err = s.selectors(options.Fields)
	return request, err
}

func (s *Session) selectors(fields []string) ([]*pb.FieldSelector, error) {
	if len(fields) > 0 && !slices.Contains(s.client.Info.GetCapabilities(), "rollout_fields") {
		return nil, badRequest("rollout: fields", "a server that can leave fields out", "one that cannot")
	}
	var selectors []*pb.FieldSelector
	for _, each := range fields {
		word, name, _ := strings.Cut(each, ".")
		kind, ok := kinds[word]
		if !ok {
			return nil, badRequest("rollout: fields", "obs, actions, reward, ..., or one tensor, as obs.state", each)
		}
		selectors = append(selectors, &pb.FieldSelector{Kind: kind, Name: name})
	}
	return selectors, nil
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
		last, err := chunk.Turn(chunk.Steps - 1)
		if err != nil {
			return err
		}
		at.last, at.step = last, last.Step
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

func (s *Session) chunk(message *pb.RolloutResponse, fields []*pb.FieldSelector) (*Chunk, error) {
	chunk := &Chunk{
		Shard: int(message.GetShard()), FirstStep: message.GetFirstStep(), Steps: int(message.GetSteps()),
		seats: s.Seats, fields: fields, frames: map[int32]*pb.SeatTrajectory{}, finals: map[int64]*pb.FinalRows{},
	}
	for _, each := range message.GetSeats() {
		chunk.frames[each.GetSeat()] = each
	}
	for _, each := range message.GetFinalRows() {
		chunk.finals[each.GetStep()] = each
	}
	if chunk.Steps < 1 {
		return nil, unreadable("rollout: expected steps, got none")
	}
	return chunk, nil
}

// Turn is the i-th turn of the chunk, as far as it was recorded. It shares the chunk's bytes.
func (c *Chunk) Turn(i int) (*Turn, error) {
	step := c.FirstStep + int64(i)
	turn := newTurn(c.Shard, step, CauseStep)
	for n := range c.seats {
		seat := &c.seats[n]
		of := seat.observation.only(c.fields)
		frame, err := c.frame(seat, c.frames[narrowed(seat.Index)].GetFrames(), of, i)
		if err != nil {
			return nil, err
		}
		if err := turn.file(seat, of, frame); err != nil {
			return nil, err
		}
	}
	if final := c.finals[step]; final != nil {
		turn.fileFinals(c.seats, final.GetFinalRows(), final.GetFinalFrames(), c.fields)
	}
	return turn, nil
}

// Actions is what led to the i-th turn: seat to tensor to [B, n, ...].
func (c *Chunk) Actions(i int) (map[string]map[string]Tensor, error) {
	actions := map[string]map[string]Tensor{}
	for n := range c.seats {
		seat := &c.seats[n]
		of := seat.action.only(c.fields)
		frame, err := c.frame(seat, c.frames[narrowed(seat.Index)].GetActions(), of, i)
		if err != nil {
			return nil, err
		}
		for _, each := range of.fields {
			add(actions, seat.Key, each.name, each.tensor(frame))
		}
	}
	return actions, nil
}

// frame is the i-th of a run of frames, each at a multiple of 64 bytes from the first.
func (c *Chunk) frame(seat *Seat, run []byte, of layout, i int) ([]byte, error) {
	if i < 0 || i >= c.Steps {
		return nil, badRequest("chunk", fmt.Sprintf("0 <= i < %d", c.Steps), i)
	}
	stride := aligned(of.size)
	if len(run) != c.Steps*stride {
		return nil, unreadable(fmt.Sprintf("rollout: frames of %s: expected %d bytes, got %d", seat.Label, c.Steps*stride, len(run)))
	}
	return run[i*stride:][:of.size], nil
}
