package walras

import (
	"context"
	"strings"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// Host has a session that others play in: it hands out tickets, resets and closes.
type Host struct {
	// ID is the session's id.
	ID string
	// Session is the session as it was made.
	Session *pb.Session
	// Tickets has a ticket by the label of each seat for a participant.
	Tickets map[string]string
	// Labels are those of the seats for participants, in the order of the seats.
	Labels []string

	client *Client
	access *pb.Access
}

// Host makes a session for others to play in, and takes none of its seats.
func (c *Client) Host(ctx context.Context, config *pb.SessionConfig) (*Host, error) {
	made, err := c.sessions.CreateSession(ctx, &pb.CreateSessionRequest{Config: config})
	if err != nil {
		return nil, err
	}
	session := made.GetSession()
	access := &pb.Access{SessionId: session.GetId(), HostToken: made.GetHostToken()}
	host := &Host{ID: session.GetId(), Session: session, Tickets: map[string]string{}, client: c, access: access}
	for _, each := range made.GetTickets() {
		seat := session.GetSeats()[each.GetSeat()]
		label := labelOf(seat.GetGroup(), seat.Agent)
		host.Labels = append(host.Labels, label)
		host.Tickets[label] = each.GetTicket()
	}
	return host, nil
}

// Address is the address of seats, for Join. Whoever has it may take them.
func (h *Host) Address(labels ...string) (string, error) {
	if strings.HasPrefix(h.client.Address, "unix:") {
		return "", badRequest("address", "a server with a host and a port", h.client.Address)
	}
	var tickets []string
	for _, label := range labels {
		ticket, ok := h.Tickets[label]
		if !ok {
			return "", badRequest("seat", "a seat for a participant", label)
		}
		tickets = append(tickets, ticket)
	}
	return seatAddress{h.client.Address, h.client.secure, h.ID, tickets}.String(), nil
}

// Reset starts new episodes, in all rows of shard 0 for nil; the participants get the turn.
func (h *Host) Reset(ctx context.Context, config *pb.ResetConfig) error {
	_, err := h.client.sessions.Reset(ctx, &pb.ResetRequest{Access: h.access, Reset_: config})
	return err
}

// Describe is the session as it stands: seats, last steps, options.
func (h *Host) Describe(ctx context.Context) (*pb.Session, error) {
	answer, err := h.client.sessions.GetSession(ctx, &pb.GetSessionRequest{Access: h.access})
	return answer.GetSession(), err
}

// Close ends the session for everybody.
func (h *Host) Close(ctx context.Context) error {
	_, err := h.client.sessions.CloseSession(ctx, &pb.CloseSessionRequest{Access: h.access})
	return err
}
