package walras

import (
	"fmt"
	"maps"
	"slices"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// Actions is what one seat does in one step: tensor name to values. See Act.
type Actions map[string]Values

// Values are numbers, row-major [B, n, ...], or one number for all. See Of.
type Values interface {
	write(where string, to field, data []byte) error
}

type number interface{ Element | int }

type numbers[T number] []T

// Of are values of any type; the field that they are written to must hold them unchanged. Flags are 0 and 1.
func Of[T number](values ...T) Values { return numbers[T](values) }

// Act is the action of a seat that has one action tensor: [B, n, ...] values, row-major, or one for all.
func Act[T number](values ...T) Actions { return Actions{"": Of(values...)} }

// frames are the action frames of a participant's seats in one shard, whose bytes are written again for every step.
type frames [][]byte

// fill writes the frames of the seats that act after a turn, nil for none; a seat may be left out of which nobody must.
func (f frames) fill(seats []Seat, actions map[string]Actions, last *Turn) ([]*pb.SeatFrame, error) {
	given := maps.Clone(actions)
	var made []*pb.SeatFrame
	for i := range seats {
		seat := &seats[i]
		action, ok := given[seat.Key]
		if !ok {
			action, ok = given[seat.Label]
			delete(given, seat.Label)
		}
		delete(given, seat.Key)
		if !ok && last != nil && slices.Contains(last.idle, seat.Key) {
			continue
		}
		if f[i] == nil {
			f[i] = make([]byte, seat.action.size)
		}
		if err := seat.fill(f[i], action); err != nil {
			return nil, err
		}
		made = append(made, &pb.SeatFrame{Seat: narrowed(seat.Index), Frame: f[i]})
	}
	for key := range given {
		return nil, refused("BAD_ACTION", "actions", fmt.Sprintf("the %d seats that are held", len(seats)), key)
	}
	return made, nil
}

// fill writes the seat's action frame.
func (s *Seat) fill(frame []byte, action Actions) error {
	where := "actions[" + s.Key + "]"
	var names []string
	for _, each := range s.action.fields {
		names = append(names, each.name)
	}
	got := slices.Sorted(maps.Keys(action))
	single := len(names) == 1 && slices.Equal(got, []string{""})
	if !single && !slices.Equal(slices.Sorted(slices.Values(names)), got) {
		return refused("BAD_ACTION", where, fmt.Sprintf("the tensors %q", names), fmt.Sprintf("%q", got))
	}
	for _, each := range s.action.fields {
		values := action[each.name]
		if single {
			values = action[""]
		}
		if values == nil {
			return refused("BAD_ACTION", where+"."+each.name, "values", "nothing")
		}
		if err := values.write(where+"."+each.name, each, frame[each.offset:each.offset+each.bytes]); err != nil {
			return err
		}
	}
	return nil
}

func (n numbers[T]) write(where string, to field, data []byte) error {
	switch to.dtype {
	case Uint8:
		return convert[uint8](where, to, data, n)
	case Int8:
		return convert[int8](where, to, data, n)
	case Int32:
		return convert[int32](where, to, data, n)
	case Int64:
		return convert[int64](where, to, data, n)
	case Float32:
		return convert[float32](where, to, data, n)
	default:
		return convert[float64](where, to, data, n)
	}
}

func convert[T Element, F number](where string, to field, data []byte, from []F) error {
	count := product(to.shape)
	if len(from) != count && len(from) != 1 {
		return refused("BAD_ACTION", where, fmt.Sprintf("%d values of shape %v, or one", count, to.shape),
			fmt.Sprintf("%d values", len(from)))
	}
	if same, ok := any(from).([]T); ok && len(from) == count {
		put(data, same)
		return nil
	}
	values := elements[T](data)
	whole := to.dtype != Float32 && to.dtype != Float64
	for i := range values {
		value := from[min(i, len(from)-1)]
		if whole && !fits[T](value) {
			return refused("BAD_ACTION", where, "whole numbers that "+to.dtype.String()+" holds",
				fmt.Sprintf("%T %v", value, value))
		}
		values[i] = T(value)
	}
	put(data, values)
	return nil
}

// fits tells whether a whole number survives the way into an integer type. A real number is never taken for one.
func fits[T Element, F number](value F) bool {
	switch any(value).(type) {
	case float32, float64:
		return false
	}
	return F(T(value)) == value && (value < 0) == (T(value) < 0)
}
