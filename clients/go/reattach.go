package walras

import (
	"context"
	"slices"
	"time"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// Reattach takes the seats again after the connection broke, and goes on where the session stands. It tries for as long
// as WithReconnect says while the server cannot be reached. What was on its way is asked for again, and never happens
// twice: Receive returns its turn.
func (p *Participant) Reattach(ctx context.Context) error {
	if p.over != nil {
		return p.over
	}
	p.stream.cancel()
	attach := &pb.Attach{Target: &pb.Attach_Access{Access: p.access}, Replace: true}
	for i := range p.shards {
		attach.LastSteps = append(attach.LastSteps, p.shards[i].step)
	}
	stream, attached, err := p.client.untilReached(ctx, attach)
	if err != nil {
		return err
	}
	p.stream, p.Session, p.lost, p.back = stream, attached.GetSession(), nil, time.Now()
	for i := range p.shards {
		at := &p.shards[i]
		if at.awaited != nil {
			// A refusal that nobody has read will come again.
			at.inbox = slices.DeleteFunc(at.inbox, func(each *arrival) bool { return each.GetError() != nil })
			p.stream.send(at.awaited)
		}
	}
	return nil
}

// comeBack reattaches after a loss; it returns the loss where that was not asked for, or where the connection broke as
// soon as it was there again.
func (p *Participant) comeBack(ctx context.Context, why error) error {
	if !unavailable(why) {
		p.over = why // ended by the server, or by this client's Close
		return why
	}
	p.lost = why
	if p.client.settings.reconnect <= 0 || time.Since(p.back) < held {
		return lostWith(why)
	}
	return p.Reattach(ctx)
}

// untilReached attaches, and tries again while the server cannot be reached and there is time.
func (c *Client) untilReached(ctx context.Context, attach *pb.Attach) (*playStream, *pb.Attached, error) {
	deadline := time.Now().Add(c.settings.reconnect)
	for {
		stream, attached, err := c.attach(ctx, attach)
		if !unavailable(err) || time.Now().After(deadline) {
			return stream, attached, err
		}
		select {
		case <-time.After(retryAfter):
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
}
