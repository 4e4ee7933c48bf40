package walras

import (
	"fmt"
	"strconv"
	"strings"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// Seat is a place that a participant holds.
type Seat struct {
	// Index is how the wire names it.
	Index int
	// Group is the group's name.
	Group string
	// Label is the group for a whole group, group/agent for one of its agents.
	Label string
	// Key is what its values are filed under in turns and actions: the group, or the label where the participant holds
	// several seats of one group.
	Key string
	// Agents is how many agents it has.
	Agents int

	observation layout
	action      layout
}

// labelOf is group or group/agent.
func labelOf(group string, agent *int32) string {
	if agent == nil {
		return group
	}
	return fmt.Sprintf("%s/%d", group, *agent)
}

// heldSeats are the seats of these indices, ascending.
func heldSeats(session *pb.Session, indices []int32) ([]Seat, error) {
	held := map[int32]bool{}
	for _, index := range indices {
		held[index] = true
	}
	perGroup := map[string]int{}
	for _, each := range session.GetSeats() {
		if held[each.GetIndex()] {
			perGroup[each.GetGroup()]++
		}
	}
	var seats []Seat
	for _, each := range session.GetSeats() { // by index
		if !held[each.GetIndex()] {
			continue
		}
		seat, err := seatOf(each)
		if err != nil {
			return nil, err
		}
		if perGroup[seat.Group] > 1 {
			seat.Key = seat.Label
		}
		seats = append(seats, seat)
	}
	return seats, nil
}

func seatOf(message *pb.Seat) (Seat, error) {
	observation, err := layoutOf(message.GetObservationLayout())
	if err != nil {
		return Seat{}, err
	}
	action, err := layoutOf(message.GetActionLayout())
	if err != nil {
		return Seat{}, err
	}
	seat := Seat{
		Index: int(message.GetIndex()), Group: message.GetGroup(), Key: message.GetGroup(),
		Label: labelOf(message.GetGroup(), message.Agent), observation: observation, action: action,
	}
	if len(action.fields) > 0 && len(action.fields[0].shape) > 1 {
		seat.Agents = action.fields[0].shape[1]
	}
	return seat, nil
}

// parseLabel is the seat that a label names.
func parseLabel(label string) (*pb.SeatConfig, error) {
	group, agent, one := strings.Cut(label, "/")
	config := &pb.SeatConfig{Group: group}
	if one {
		number, err := strconv.ParseInt(agent, 10, 32)
		if err != nil {
			return nil, badRequest("seat", "group or group/agent with a number", label)
		}
		index := int32(number)
		config.Agent = &index
	}
	return config, nil
}
