//! Tensors: the bytes that arrived, seen as numbers.

use std::borrow::Cow;

use prost::bytes::Bytes;

use crate::error::{Error, Result};
use crate::v1;
pub use crate::v1::DataType;

#[cfg(target_endian = "big")]
compile_error!("frames are little-endian, and this client makes views of them");

/// What tensors are made of.
pub trait Element: bytemuck::Pod + Default {
    /// The type of such elements on the wire.
    const DTYPE: DataType;
}

macro_rules! elements {
    ($($type:ty: $dtype:ident),*) => { $(impl Element for $type { const DTYPE: DataType = DataType::$dtype; })* };
}

elements!(u8: Uint8, i8: Int8, i32: Int32, i64: Int64, f32: Float32, f64: Float64);

/// One array inside a frame: row-major, little-endian. It shares the bytes that arrived, which never change; a clone
/// copies none of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// The type of the elements.
    pub dtype: DataType,
    /// The length of every dimension, outermost first.
    pub shape: Vec<usize>,
    /// The elements as they are on the wire.
    pub data: Bytes,
}

impl Tensor {
    /// The elements, row-major: a view where the address allows it, else a copy.
    ///
    /// # Panics
    ///
    /// When `T` is not the tensor's type, as an index beyond a slice does.
    pub fn values<T: Element>(&self) -> Cow<'_, [T]> {
        assert_eq!(T::DTYPE, self.dtype, "the tensor has other elements");
        match bytemuck::try_cast_slice(&self.data) {
            Ok(view) => Cow::Borrowed(view),
            Err(_) => Cow::Owned(bytemuck::pod_collect_to_vec(&self.data)),
        }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it has no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A tensor that came alone.
    pub(crate) fn received(message: v1::Tensor) -> Result<Self> {
        let shape = lengths(&message.shape);
        let dtype = message.dtype();
        let right = shape.iter().try_fold(size(dtype), |bytes: usize, length| bytes.checked_mul(*length));
        if size(dtype) == 0 || right != Some(message.data.len()) {
            let bytes = message.data.len();
            return Err(Error::unreadable(format!("tensor: {bytes} bytes do not make {dtype:?} {shape:?}")));
        }
        Ok(Self { dtype, shape, data: message.data })
    }

    pub(crate) fn flags(&self) -> Vec<bool> {
        self.data.iter().map(|byte| *byte != 0).collect()
    }
}

/// Bytes of one element; 0 for a type that this client does not know.
pub(crate) fn size(dtype: DataType) -> usize {
    match dtype {
        DataType::Unspecified => 0,
        DataType::Uint8 | DataType::Int8 => 1,
        DataType::Int32 | DataType::Float32 => 4,
        DataType::Int64 | DataType::Float64 => 8,
    }
}

pub(crate) fn lengths(shape: &[i32]) -> Vec<usize> {
    shape.iter().map(|length| index(*length)).collect()
}

/// Numbers below zero, which no server sends, become the first one.
pub(crate) fn index(number: i32) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// Numbers above what the wire's limits ever allow become one that the server refuses.
pub(crate) fn narrowed(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_the_same_at_every_address() {
        let numbers = [1.5, -0.0, f64::INFINITY];
        for offset in 0..8 {
            let mut bytes = vec![0; offset];
            bytes.extend_from_slice(bytemuck::cast_slice(&numbers));
            let tensor = Tensor { dtype: DataType::Float64, shape: vec![3], data: Bytes::from(bytes).slice(offset..) };
            assert_eq!(*tensor.values::<f64>(), numbers);
        }
    }

    #[test]
    #[should_panic(expected = "other elements")]
    fn values_of_another_type_panic() {
        let tensor = Tensor { dtype: DataType::Int32, shape: vec![1], data: Bytes::from_static(&[0; 4]) };
        tensor.values::<f32>();
    }

    #[test]
    fn tensors_of_wrong_lengths_are_unreadable() {
        let dtype = DataType::Float64.into();
        let mut message = v1::Tensor { dtype, shape: vec![2, 1], data: Bytes::from_static(&[0; 16]) };
        assert_eq!(Tensor::received(message.clone()).unwrap().shape, [2, 1]);
        message.shape = vec![3];
        assert_eq!(Tensor::received(message).unwrap_err().reason, "INTERNAL");
    }
}
