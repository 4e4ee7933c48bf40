package walras

import (
	"context"
	"slices"

	"google.golang.org/protobuf/proto"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// Session is a session that this program made: it resets, steps, rolls out, snapshots, restores and closes it.
type Session struct {
	*Participant
}

// Session makes a session, takes all its remote seats and becomes its host. It is not yet reset.
func (c *Client) Session(ctx context.Context, config *pb.SessionConfig) (*Session, error) {
	stream, attached, err := c.attach(ctx, &pb.Attach{Target: &pb.Attach_Create{Create: config}})
	if err != nil {
		return nil, err
	}
	access := &pb.Access{SessionId: attached.GetSession().GetId(), HostToken: attached.GetHostToken()}
	for _, each := range attached.GetTickets() {
		access.Tickets = append(access.Tickets, each.GetTicket())
	}
	participant, err := c.participant(stream, attached, access)
	if err != nil {
		return nil, err
	}
	return &Session{participant}, nil
}

// Attach takes seats of somebody's session, one per ticket. Wait returns the turn at which the session stands, or its
// first one.
func (c *Client) Attach(ctx context.Context, session string, tickets ...string) (*Participant, error) {
	access := &pb.Access{SessionId: session, Tickets: slices.Clone(tickets)}
	stream, attached, err := c.attach(ctx, &pb.Attach{Target: &pb.Attach_Access{Access: access}})
	if err != nil {
		return nil, err
	}
	return c.participant(stream, attached, access)
}

// Join takes the seats of an address, walras://host:port/SESSION?ticket=TICKET, or walrass:// with TLS; ticket may repeat.
// The participant's Close closes its connection too.
func Join(ctx context.Context, address string, options ...Option) (*Participant, error) {
	to, err := parseSeatAddress(address)
	if err != nil {
		return nil, err
	}
	scheme := map[bool]string{false: "grpc://", true: "grpcs://"}[to.secure]
	client, err := Connect(ctx, scheme+to.host, options...)
	if err != nil {
		return nil, err
	}
	participant, err := client.Attach(ctx, to.session, to.tickets...)
	if err != nil {
		client.Close()
		return nil, err
	}
	participant.owned = true
	return participant, nil
}

// Reset starts new episodes, in all rows of shard 0 for nil, and returns the turn: observations, no reward, no flags. When
// ctx ends first the reset stays sent, and Receive takes its turn.
func (s *Session) Reset(ctx context.Context, config *pb.ResetConfig) (*Turn, error) {
	shard := int(config.GetShard())
	if err := s.idle(shard); err != nil {
		return nil, err
	}
	numbered := &pb.ResetConfig{}
	proto.Merge(numbered, config)
	numbered.Step = s.nextStep(shard)
	s.ask(shard, &pb.PlayRequest{Message: &pb.PlayRequest_Reset_{Reset_: numbered}})
	return s.Receive(ctx, shard)
}

// Snapshot is the whole state, as bytes that this server can restore in a session made alike.
func (s *Session) Snapshot(ctx context.Context) ([]byte, error) {
	answer, err := s.client.sessions.Snapshot(ctx, &pb.SnapshotRequest{Access: s.access})
	return answer.GetSnapshot(), err
}

// Restore goes back to a snapshot of this session or of one made alike: a turn per shard, with new numbers and the
// snapshot's observations.
func (s *Session) Restore(ctx context.Context, snapshot []byte) ([]*Turn, error) {
	for shard := range s.shards {
		if err := s.idle(shard); err != nil {
			return nil, err
		}
	}
	answer, err := s.client.sessions.Restore(ctx, &pb.RestoreRequest{Access: s.access, Snapshot: snapshot})
	if err != nil {
		return nil, err
	}
	turns := make([]*Turn, len(s.shards))
	for _, each := range answer.GetTurns() {
		// The turns themselves come down the stream, in order with everything else.
		if turns[each.GetShard()], err = s.take(ctx, int(each.GetShard()), each.GetStep()); err != nil {
			return nil, err
		}
	}
	return turns, nil
}

// Close ends the session for everybody. Twice is once.
func (s *Session) Close() error { return s.end(true) }

// Leave gives the seats back; the session goes on.
func (s *Session) Leave() error { return s.end(false) }
