package walras

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

const (
	keptEvents = 1000
	retryAfter = 50 * time.Millisecond
	// held is how long a connection must have held for its loss to be another one.
	held = time.Second
)

// Participant is seats of a session, held by one stream. One goroutine at a time may use it.
//
// A step has a number and happens once. When the connection breaks, or the server is started anew, the participant takes
// its seats again, once for each loss, and goes on: what was on its way is asked for again. Where that fails the call
// returns the loss, with code Unavailable; Reattach and Receive go on from there.
type Participant struct {
	// ID is the session's id.
	ID string
	// Session is the session as the server described it when this participant attached.
	Session *pb.Session
	// Seats are those that it holds.
	Seats []Seat

	client *Client
	owned  bool // the client was made for this participant
	stream *playStream
	access *pb.Access
	shards []shard
	events []*pb.Event
	lost   error     // why the connection broke, until it is there again
	back   time.Time // when it was there again, until a turn has come
	over   error     // why nothing more can be done
	closed bool
}

// shard is where one shard stands.
type shard struct {
	frames  frames // of its acts; nobody reads them any more when a turn has answered
	inbox   []*arrival
	last    *Turn
	step    int64 // the number of the last turn
	awaited *pb.PlayRequest
	asked   int64 // the number of the turn that is awaited
}

func (c *Client) participant(stream *playStream, attached *pb.Attached, access *pb.Access) (*Participant, error) {
	session := attached.GetSession()
	seats, err := heldSeats(session, attached.GetSeats())
	if err != nil {
		stream.cancel()
		return nil, err
	}
	p := &Participant{ID: session.GetId(), Session: session, Seats: seats, client: c, stream: stream, access: access}
	p.shards = make([]shard, max(1, session.GetConfig().GetShards()))
	for i := range p.shards {
		p.shards[i].frames, p.shards[i].step = make(frames, len(seats)), -1
		if steps := session.GetLastSteps(); i < len(steps) {
			p.shards[i].step = steps[i]
		}
	}
	return p, nil
}

// NumEnvs is B of the whole session, all shards together.
func (p *Participant) NumEnvs() int { return max(1, int(p.Session.GetConfig().GetNumEnvs())) }

// Shards is into how many parts the batch is cut that step on their own.
func (p *Participant) Shards() int { return len(p.shards) }

// Last is the last turn of a shard that was returned; nil before the first.
func (p *Participant) Last(shard int) *Turn { return p.shards[shard].last }

// Events are what happened beside the turns since the last call, oldest first, at most the last thousand: seats lost,
// deadlines lapsed, the server draining.
func (p *Participant) Events() []*pb.Event {
	events := p.events
	p.events = nil
	return events
}

// Step acts for the held seats in shard 0 and waits for the turn, that is, until every other remote seat has acted too.
// Actions are filed under the seats' keys; a seat of which no agent is active may be left out. When ctx ends first the
// act stays sent, and Receive takes its turn. A refused step moves nothing: step again.
func (p *Participant) Step(ctx context.Context, actions map[string]Actions) (*Turn, error) {
	if err := p.Send(0, actions); err != nil {
		return nil, err
	}
	return p.Receive(ctx, 0)
}

// Send acts in one shard and returns at once; Receive takes the turn. The slices may be used again at once.
func (p *Participant) Send(shard int, actions map[string]Actions) error {
	if err := p.idle(shard); err != nil {
		return err
	}
	made, err := p.shards[shard].frames.fill(p.Seats, actions, p.shards[shard].last)
	if err != nil {
		return err
	}
	act := &pb.Act{Shard: narrowed(shard), Step: p.nextStep(shard), Frames: made}
	p.ask(shard, &pb.PlayRequest{Message: &pb.PlayRequest_Act{Act: act}})
	return nil
}

func (p *Participant) nextStep(shard int) *int64 {
	step := p.shards[shard].step + 1
	return &step
}

// ask sends what makes the shard's next turn.
func (p *Participant) ask(shard int, message *pb.PlayRequest) {
	at := &p.shards[shard]
	at.awaited, at.asked = message, at.step+1
	p.stream.send(message)
}

// Receive waits for the turn of the last Send.
func (p *Participant) Receive(ctx context.Context, shard int) (*Turn, error) {
	if err := p.open(shard); err != nil {
		return nil, err
	}
	at := &p.shards[shard]
	if at.awaited == nil {
		return nil, notNow("NOT_SENT", fmt.Sprintf("shard %d: no step is on its way", shard))
	}
	turn, err := p.take(ctx, shard, at.asked)
	given := ctx.Err() != nil && errors.Is(err, ctx.Err())
	if p.lost == nil && !given {
		at.awaited = nil // answered, by a turn or a refusal
	}
	return turn, err
}

// Wait waits for the next turn without acting: the first one after attaching, or the one of the host's reset.
func (p *Participant) Wait(ctx context.Context, shard int) (*Turn, error) {
	if err := p.idle(shard); err != nil {
		return nil, err
	}
	return p.take(ctx, shard, 0)
}

func (p *Participant) open(shard int) error {
	if p.over != nil {
		return p.over
	}
	if shard < 0 || shard >= len(p.shards) {
		return badRequest("shard", fmt.Sprintf("0 <= shard < %d", len(p.shards)), shard)
	}
	return nil
}

func (p *Participant) idle(shard int) error {
	if err := p.open(shard); err != nil {
		return err
	}
	if p.lost != nil {
		return lostWith(p.lost)
	}
	if p.shards[shard].awaited != nil {
		return notNow("ALREADY_ACTED", fmt.Sprintf("shard %d: a step is on its way; Receive its turn first", shard))
	}
	return nil
}

func lostWith(why error) error {
	lost := &Error{Status: codes.Unavailable, Message: fmt.Sprintf(
		"the connection was lost (%v): Reattach goes on where the server has kept the session", why), cause: why}
	var known *Error
	if errors.As(why, &known) {
		lost.Reason = known.Reason
	}
	return lost
}

// take is next; where the connection breaks it goes on over another one.
func (p *Participant) take(ctx context.Context, shard int, least int64) (*Turn, error) {
	if p.lost != nil {
		return nil, lostWith(p.lost)
	}
	for {
		turn, broken, err := p.next(ctx, shard, least)
		if !broken {
			return turn, err
		}
		if err := p.comeBack(ctx, err); err != nil {
			return nil, err
		}
	}
}

// next is the first turn of the shard that is not older than asked for, or the refusal that came in its place. broken
// tells that the stream has ended.
func (p *Participant) next(ctx context.Context, shard int, least int64) (turn *Turn, broken bool, err error) {
	at := &p.shards[shard]
	for {
		for len(at.inbox) > 0 {
			message := at.inbox[0]
			at.inbox = at.inbox[1:]
			if refusal := message.GetError(); refusal != nil {
				if refusal.Step == nil || *refusal.Step >= least {
					return nil, false, errorOfDetail(refusal.GetError())
				}
			} else if step := message.GetTurn().GetStep(); step >= least && (at.last == nil || step > at.last.Step) {
				turn, err := readTurn(p.Seats, message.GetTurn())
				if err == nil {
					turn.bytes = message.bytes
					at.last, at.step, p.back = turn, turn.Step, time.Time{}
				}
				return turn, false, err
			}
		}
		message, broken, err := p.stream.receive(ctx)
		if err != nil {
			return nil, broken, err
		}
		p.sort(message, at)
	}
}

// sort puts a message where whoever waits for it looks.
func (p *Participant) sort(message *arrival, waiting *shard) {
	if event := message.GetEvent(); event != nil {
		p.events = append(p.events, event)
		p.events = p.events[max(0, len(p.events)-keptEvents):]
		return
	}
	if turn := message.GetTurn(); turn != nil {
		waiting = &p.shards[turn.GetShard()]
	} else if refusal := message.GetError(); refusal != nil && refusal.Shard != nil {
		waiting = &p.shards[refusal.GetShard()]
	}
	waiting.inbox = append(waiting.inbox, message)
}

// Close gives the seats back and ends the stream; the session goes on. Twice is once.
func (p *Participant) Close() error { return p.end(false) }

func (p *Participant) end(closeSession bool) error {
	if p.closed {
		return nil
	}
	p.closed = true
	var err error
	if p.over == nil {
		err = p.depart(closeSession)
	}
	p.over = notNow("SESSION_CLOSED", "already closed")
	if p.owned {
		return errors.Join(err, p.client.Close())
	}
	return err
}

// depart leaves by the stream; where it is broken, it holds no seat, and the session is closed without it.
func (p *Participant) depart(closeSession bool) error {
	ctx, cancel := p.client.limited(context.Background())
	defer cancel()
	err := p.stream.leave(ctx, closeSession)
	if !unavailable(err) && !errors.Is(err, context.Canceled) {
		return err
	}
	if closeSession {
		_, err = p.client.sessions.CloseSession(ctx, &pb.CloseSessionRequest{Access: p.access})
		return err
	}
	return nil
}
