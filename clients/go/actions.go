package walras

import (
	"fmt"
	"maps"
	"slices"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// Actions is what one seat does in one step: tensor name to values. Values are a slice of numbers or of flags, row-major
// [B, n, ...], or of length 1 to be repeated. See Act.
type Actions map[string]any

// Act is the action of a seat that has one action tensor: [B, n, ...] values, row-major, or one for all.
func Act[T Element | int | bool](values ...T) Actions { return Actions{"": values} }

// frames makes the action frames of the seats. A seat may be left out where idle says so.
func frames(seats []Seat, actions map[string]Actions, idle func(key string) bool) ([]*pb.SeatFrame, error) {
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
		if !ok && idle(seat.Key) {
			continue
		}
		frame, err := seat.frame(action)
		if err != nil {
			return nil, err
		}
		made = append(made, &pb.SeatFrame{Seat: narrowed(seat.Index), Frame: frame})
	}
	for key := range given {
		return nil, refused("BAD_ACTION", "actions", "the seats "+fmt.Sprint(keys(seats)), key)
	}
	return made, nil
}

func keys(seats []Seat) []string {
	var all []string
	for _, seat := range seats {
		all = append(all, seat.Key)
	}
	return all
}

// frame is the seat's action frame.
func (s *Seat) frame(action Actions) ([]byte, error) {
	if action == nil {
		return nil, refused("BAD_ACTION", "actions["+s.Key+"]", "values", "nothing")
	}
	frame := make([]byte, s.action.size)
	used := 0
	for _, each := range s.action.fields {
		values, ok := action[each.name]
		if !ok && len(s.action.fields) == 1 {
			values, ok = action[""]
		}
		if !ok {
			return nil, s.badNames(action)
		}
		used++
		where := "actions[" + s.Key + "]." + each.name
		if err := write(where, each, frame[each.offset:each.offset+each.bytes], values); err != nil {
			return nil, err
		}
	}
	if used != len(action) {
		return nil, s.badNames(action)
	}
	return frame, nil
}

func (s *Seat) badNames(action Actions) error {
	var names []string
	for _, each := range s.action.fields {
		names = append(names, each.name)
	}
	got := slices.Sorted(maps.Keys(action))
	return refused("BAD_ACTION", "actions["+s.Key+"]", fmt.Sprintf("the tensors %q", names), fmt.Sprintf("%q", got))
}

// write fills one field with values of any type that it can hold unchanged.
func write(where string, to field, data []byte, values any) error {
	switch from := values.(type) {
	case []float64:
		return writeFrom(where, to, data, from)
	case []float32:
		return writeFrom(where, to, data, from)
	case []int64:
		return writeFrom(where, to, data, from)
	case []int32:
		return writeFrom(where, to, data, from)
	case []int8:
		return writeFrom(where, to, data, from)
	case []uint8:
		return writeFrom(where, to, data, from)
	case []int:
		return writeFrom(where, to, data, from)
	case []bool:
		return writeFrom(where, to, data, numbers(from))
	default:
		return refused("BAD_ACTION", where, "a slice of numbers or flags", fmt.Sprintf("%T", values))
	}
}

func numbers(flags []bool) []uint8 {
	values := make([]uint8, len(flags))
	for i, flag := range flags {
		if flag {
			values[i] = 1
		}
	}
	return values
}

type number interface{ Element | int }

func writeFrom[F number](where string, to field, data []byte, from []F) error {
	switch to.dtype {
	case Uint8:
		return convert[uint8](where, to, data, from)
	case Int8:
		return convert[int8](where, to, data, from)
	case Int32:
		return convert[int32](where, to, data, from)
	case Int64:
		return convert[int64](where, to, data, from)
	case Float32:
		return convert[float32](where, to, data, from)
	default:
		return convert[float64](where, to, data, from)
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
	values := make([]T, count)
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
