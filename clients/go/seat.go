package walras

import (
	"fmt"
	"slices"

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
	var seats []Seat
	perGroup := map[string]int{}
	for _, each := range session.GetSeats() { // by index
		if slices.Contains(indices, each.GetIndex()) {
			seat, err := seatOf(each)
			if err != nil {
				return nil, err
			}
			seats = append(seats, seat)
			perGroup[seat.Group]++
		}
	}
	for i := range seats {
		if perGroup[seats[i].Group] > 1 {
			seats[i].Key = seats[i].Label
		}
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
