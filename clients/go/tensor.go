package walras

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"unsafe"

	pb "github.com/walras-env/walras/clients/go/walrasv1"
)

// DataType is the type of a tensor's elements.
type DataType = pb.DataType

// The types of elements.
const (
	Uint8   = pb.DataType_DATA_TYPE_UINT8
	Int8    = pb.DataType_DATA_TYPE_INT8
	Int32   = pb.DataType_DATA_TYPE_INT32
	Int64   = pb.DataType_DATA_TYPE_INT64
	Float32 = pb.DataType_DATA_TYPE_FLOAT32
	Float64 = pb.DataType_DATA_TYPE_FLOAT64
)

// Element is what tensors are made of.
type Element interface {
	uint8 | int8 | int32 | int64 | float32 | float64
}

// Tensor is one array inside a frame: row-major, little-endian. It shares the frame's bytes, which never change.
type Tensor struct {
	// DType is the type of the elements.
	DType DataType
	// Shape is the length of every dimension, outermost first.
	Shape []int
	// Data has the elements, as they are on the wire.
	Data []byte
}

func init() {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		panic("walras: frames are little-endian, and so must be the machine")
	}
}

// Len is the number of elements.
func (t Tensor) Len() int { return product(t.Shape) }

// As returns the tensor's elements, row-major: a view of the frame where its address allows, else a copy. Do not write
// to it. As panics when T is not the tensor's type, as a type assertion does.
func As[T Element](t Tensor) []T {
	var zero T
	if want := dtypes[zero]; want != t.DType {
		panic(fmt.Sprintf("walras: the tensor is %s, not %s", t.DType, want))
	}
	return elements[T](t.Data)
}

// elements are the bytes' elements: in place where their address allows, else copied.
func elements[T Element](data []byte) []T {
	size := int(unsafe.Sizeof(*new(T)))
	start := unsafe.Pointer(unsafe.SliceData(data))
	if len(data) >= size && uintptr(start)%unsafe.Alignof(*new(T)) == 0 {
		return unsafe.Slice((*T)(start), len(data)/size)
	}
	values := make([]T, len(data)/size)
	copy(bytesOf(values), data)
	return values
}

// put writes elements over data, which has room for them.
func put[T Element](data []byte, values []T) { copy(data, bytesOf(values)) }

func bytesOf[T Element](values []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values)*int(unsafe.Sizeof(*new(T))))
}

// TensorOf is a tensor that came alone: a table of a solution.
func TensorOf(t *pb.Tensor) Tensor {
	return Tensor{DType: t.GetDtype(), Shape: ints(t.GetShape()), Data: t.GetData()}
}

// dtypes are the types of Go's numbers, each by its zero.
var dtypes = map[any]DataType{
	uint8(0): Uint8, int8(0): Int8, int32(0): Int32, int64(0): Int64, float32(0): Float32, float64(0): Float64,
}

// sizes are the elements' lengths in bytes.
var sizes = map[DataType]int{Uint8: 1, Int8: 1, Int32: 4, Int64: 8, Float32: 4, Float64: 8}

// flags reads u8, where 0 is false: the same bytes where all of them are 0 and 1, which is what bools are.
func flags(data []byte) []bool {
	if bytes.Count(data, []byte{0})+bytes.Count(data, []byte{1}) == len(data) {
		return unsafe.Slice((*bool)(unsafe.Pointer(unsafe.SliceData(data))), len(data))
	}
	values := make([]bool, len(data))
	for i, value := range data {
		values[i] = value != 0
	}
	return values
}

func product(shape []int) int {
	count := 1
	for _, length := range shape {
		count *= length
	}
	return count
}

func ints(values []int32) []int {
	wide := make([]int, len(values))
	for i, value := range values {
		wide[i] = int(value)
	}
	return wide
}

// narrowed cuts what int32 does not hold to a value that the server refuses.
func narrowed(value int) int32 {
	return int32(max(math.MinInt32, min(math.MaxInt32, value)))
}
