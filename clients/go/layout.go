package walras

import (
	"fmt"
	"slices"

	"google.golang.org/grpc/codes"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// alignment is where fields of a frame begin, and frames of a trajectory: at multiples of so many bytes.
const alignment = 64

// field is one tensor inside a frame.
type field struct {
	kind   pb.FieldKind
	name   string
	dtype  DataType
	shape  []int
	offset int
	bytes  int
}

// layout says how the bytes of a frame are to be read; it never changes while the session lives.
type layout struct {
	fields []field
	size   int
}

func layoutOf(message *pb.FrameLayout) (layout, error) {
	of := layout{size: int(message.GetSizeBytes())}
	for _, each := range message.GetFields() {
		shape := ints(each.GetShape())
		one := sizes[each.GetDtype()]
		if one == 0 {
			return layout{}, unreadable("field %s has an element type that this client does not know", each.GetName())
		}
		of.fields = append(of.fields, field{
			each.GetKind(), each.GetName(), each.GetDtype(), shape, int(each.GetOffset()), product(shape) * one,
		})
	}
	return of, nil
}

// only is the layout of a rollout that records the selected fields; none selects all.
func (l layout) only(selectors []*pb.FieldSelector) layout {
	if len(selectors) == 0 {
		return l
	}
	return packed(slices.DeleteFunc(slices.Clone(l.fields), func(each field) bool {
		return !slices.ContainsFunc(selectors, func(selector *pb.FieldSelector) bool {
			return selector.GetKind() == each.kind && (selector.GetName() == "" || selector.GetName() == each.name)
		})
	}))
}

// final is the layout of the last observations of so many rows.
func (l layout) final(rows int) layout {
	var chosen []field
	for _, kind := range []pb.FieldKind{
		pb.FieldKind_FIELD_KIND_OBSERVATION, pb.FieldKind_FIELD_KIND_ACTION_MASK, pb.FieldKind_FIELD_KIND_PRIVILEGED,
	} {
		for _, each := range l.fields {
			if each.kind == kind {
				each.shape = append([]int{rows}, each.shape[1:]...)
				each.bytes = product(each.shape) * sizes[each.dtype]
				chosen = append(chosen, each)
			}
		}
	}
	return packed(chosen)
}

// packed puts fields one after the other.
func packed(fields []field) layout {
	end := 0
	for i := range fields {
		fields[i].offset = aligned(end)
		end = fields[i].offset + fields[i].bytes
	}
	return layout{fields, end}
}

// tensor is the field's place in a frame of the layout's size.
func (f field) tensor(frame []byte) Tensor {
	end := f.offset + f.bytes
	return Tensor{DType: f.dtype, Shape: f.shape, Data: frame[f.offset:end:end]}
}

func aligned(size int) int { return (size + alignment - 1) / alignment * alignment }

// unreadable is a message of the server that does not fit what it has said before.
func unreadable(format string, values ...any) *Error {
	return &Error{Status: codes.Internal, Reason: "INTERNAL", Message: fmt.Sprintf(format, values...)}
}
