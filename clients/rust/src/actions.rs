//! What seats do, and the frames that carry it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use prost::bytes::{Bytes, BytesMut};

use crate::error::{Error, Result};
use crate::layout::Field;
use crate::seat::Seat;
use crate::tensor::{DataType, Element};
use crate::v1::SeatFrame;

/// Values of one action tensor, row-major `[B, n, ...]`, or one value for all of them. Whole numbers go where they fit,
/// real ones into floats only.
#[derive(Clone, Debug)]
pub struct Values<'a>(Numbers<'a>);

#[derive(Clone, Debug)]
enum Numbers<'a> {
    U8(Cow<'a, [u8]>),
    I8(Cow<'a, [i8]>),
    I32(Cow<'a, [i32]>),
    I64(Cow<'a, [i64]>),
    F32(Cow<'a, [f32]>),
    F64(Cow<'a, [f64]>),
}

macro_rules! values {
    ($($type:ty: $name:ident),*) => { $(
        impl<'a> From<&'a [$type]> for Values<'a> {
            fn from(values: &'a [$type]) -> Self { Self(Numbers::$name(Cow::Borrowed(values))) }
        }
        impl<'a> From<&'a Vec<$type>> for Values<'a> {
            fn from(values: &'a Vec<$type>) -> Self { values.as_slice().into() }
        }
        impl From<Vec<$type>> for Values<'_> {
            fn from(values: Vec<$type>) -> Self { Self(Numbers::$name(Cow::Owned(values))) }
        }
        impl<const N: usize> From<[$type; N]> for Values<'_> {
            fn from(values: [$type; N]) -> Self { values.to_vec().into() }
        }
        impl From<$type> for Values<'_> {
            fn from(value: $type) -> Self { vec![value].into() }
        }
    )* };
}

values!(u8: U8, i8: I8, i32: I32, i64: I64, f32: F32, f64: F64);

/// What one seat does in one step: values by tensor, or of its one tensor.
#[derive(Clone, Debug, Default)]
pub struct Actions<'a>(BTreeMap<String, Values<'a>>);

impl<'a> Actions<'a> {
    /// Those of a seat with several action tensors, to be filled by `with`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With the values of one more tensor.
    #[must_use]
    pub fn with(mut self, tensor: impl Into<String>, values: impl Into<Values<'a>>) -> Self {
        self.0.insert(tensor.into(), values.into());
        self
    }
}

/// The action of a seat that has one action tensor.
impl<'a, V: Into<Values<'a>>> From<V> for Actions<'a> {
    fn from(values: V) -> Self {
        Self::new().with("", values)
    }
}

/// The action frames of the seats. A seat may be left out where `idle` says so.
pub(crate) fn frames(
    seats: &[Seat],
    mut given: BTreeMap<String, Actions<'_>>,
    idle: impl Fn(&str) -> bool,
) -> Result<Vec<SeatFrame>> {
    let mut made = Vec::new();
    for seat in seats {
        let actions = given.remove(&seat.key).or_else(|| given.remove(&seat.label));
        match actions {
            Some(actions) => made.push(SeatFrame { seat: seat.index, frame: frame(seat, &actions)?, shared: false }),
            None if idle(&seat.key) => {}
            None => return Err(bad(&format!("actions[{}]", seat.key), "values", "nothing")),
        }
    }
    match given.keys().next() {
        Some(other) => Err(bad("actions", format!("the seats {:?}", keys(seats)), other)),
        None => Ok(made),
    }
}

pub(crate) fn keys(seats: &[Seat]) -> Vec<&str> {
    seats.iter().map(|seat| seat.key.as_str()).collect()
}

fn bad(place: &str, expected: impl std::fmt::Display, got: impl std::fmt::Display) -> Error {
    Error::refused("BAD_ACTION", place, expected, got)
}

fn frame(seat: &Seat, actions: &Actions<'_>) -> Result<Bytes> {
    let fields = &seat.action.fields;
    let one = (fields.len() == 1).then(|| actions.0.get("")).flatten();
    let mut frame = BytesMut::zeroed(seat.action.size);
    for field in fields {
        let Some(values) = actions.0.get(&field.name).or(one) else { return Err(bad_names(seat, actions)) };
        let place = format!("actions[{}].{}", seat.key, field.name);
        let to = frame.get_mut(field.offset..field.offset + field.bytes);
        let to = to.ok_or_else(|| Error::unreadable("a field of the action layout is beyond its frame"))?;
        write(&place, field, to, values)?;
    }
    if actions.0.len() == fields.len() { Ok(frame.freeze()) } else { Err(bad_names(seat, actions)) }
}

fn bad_names(seat: &Seat, actions: &Actions<'_>) -> Error {
    let names: Vec<&str> = seat.action.fields.iter().map(|field| field.name.as_str()).collect();
    let got: Vec<&String> = actions.0.keys().collect();
    bad(&format!("actions[{}]", seat.key), format!("the tensors {names:?}"), format!("{got:?}"))
}

fn write(place: &str, field: &Field, to: &mut [u8], values: &Values<'_>) -> Result<()> {
    match &values.0 {
        Numbers::U8(from) => write_from(place, field, to, from),
        Numbers::I8(from) => write_from(place, field, to, from),
        Numbers::I32(from) => write_from(place, field, to, from),
        Numbers::I64(from) => write_from(place, field, to, from),
        Numbers::F32(from) => write_from(place, field, to, from),
        Numbers::F64(from) => write_from(place, field, to, from),
    }
}

/// A number on its way from one type to another.
#[derive(Clone, Copy)]
enum Number {
    Whole(i64),
    Real(f64),
}

trait Source: Element {
    fn number(self) -> Number;
}

macro_rules! sources {
    ($kind:ident: $($type:ty),*) => {
        $(impl Source for $type { fn number(self) -> Number { Number::$kind(self.into()) } })*
    };
}

sources!(Whole: u8, i8, i32, i64);
sources!(Real: f32, f64);

fn write_from<F: Source>(place: &str, field: &Field, to: &mut [u8], from: &[F]) -> Result<()> {
    let count: usize = field.shape.iter().product();
    if from.len() != count && from.len() != 1 {
        let expected = format!("{count} values of shape {:?}, or one", field.shape);
        return Err(bad(place, expected, format!("{} values", from.len())));
    }
    if F::DTYPE == field.dtype && from.len() == count {
        to.copy_from_slice(bytemuck::cast_slice(from));
        return Ok(());
    }
    let from = from.iter().cycle().take(count).map(|value| value.number());
    match field.dtype {
        DataType::Uint8 => put(place, to, from, whole::<u8>),
        DataType::Int8 => put(place, to, from, whole::<i8>),
        DataType::Int32 => put(place, to, from, whole::<i32>),
        DataType::Int64 => put(place, to, from, whole::<i64>),
        DataType::Float32 => put(place, to, from, |number| Some(real(number) as f32)),
        _ => put(place, to, from, |number| Some(real(number))),
    }
}

fn put<T: Element>(
    place: &str,
    to: &mut [u8],
    from: impl Iterator<Item = Number>,
    convert: impl Fn(Number) -> Option<T>,
) -> Result<()> {
    for (number, bytes) in from.zip(to.chunks_exact_mut(size_of::<T>())) {
        let Some(value) = convert(number) else {
            let got = match number {
                Number::Whole(value) => value.to_string(),
                Number::Real(value) => format!("{value:?}"),
            };
            return Err(bad(place, format!("whole numbers that {:?} holds", T::DTYPE), got));
        };
        bytes.copy_from_slice(bytemuck::bytes_of(&value));
    }
    Ok(())
}

fn whole<T: TryFrom<i64>>(number: Number) -> Option<T> {
    match number {
        Number::Whole(value) => T::try_from(value).ok(),
        Number::Real(_) => None,
    }
}

fn real(number: Number) -> f64 {
    match number {
        Number::Whole(value) => value as f64,
        Number::Real(value) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::v1::FieldKind;

    fn seat(dtype: DataType, count: usize) -> Seat {
        let bytes = count * crate::tensor::size(dtype);
        let field =
            Field { kind: FieldKind::Action, name: "bid".into(), dtype, shape: vec![1, count], offset: 0, bytes };
        let action = crate::layout::Layout { fields: vec![field], size: bytes };
        let name = || "bidders".to_string();
        Seat {
            index: 0,
            group: name(),
            label: name(),
            key: name(),
            agents: count,
            observation: Default::default(),
            action,
        }
    }

    fn made<'a>(seat: &Seat, values: impl Into<Actions<'a>>) -> Result<Vec<u8>> {
        Ok(frame(seat, &values.into())?.to_vec())
    }

    #[test]
    fn whole_numbers_go_where_they_fit() {
        assert_eq!(made(&seat(DataType::Int8, 2), [1_i64, -128]).unwrap(), [1, 128]);
        assert_eq!(made(&seat(DataType::Float64, 1), 3).unwrap(), 3.0_f64.to_le_bytes());
        for wrong in [128_i64, -129] {
            assert_eq!(made(&seat(DataType::Int8, 1), wrong).unwrap_err().reason, "BAD_ACTION");
        }
    }

    #[test]
    fn real_numbers_are_no_whole_ones() {
        let error = made(&seat(DataType::Int32, 1), 1.0).unwrap_err();
        assert_eq!(error.fields["expected"], "whole numbers that Int32 holds");
        assert_eq!(error.fields["got"], "1.0");
    }

    #[test]
    fn one_value_is_for_all_and_other_counts_are_refused() {
        let seat = seat(DataType::Float32, 3);
        assert_eq!(made(&seat, 0.5).unwrap(), 0.5_f32.to_le_bytes().repeat(3));
        assert!(made(&seat, [0.5, 0.5]).unwrap_err().message.contains("3 values of shape [1, 3], or one"));
        assert!(made(&seat, Vec::<f64>::new()).is_err());
    }

    #[test]
    fn wrong_names_are_refused_with_the_right_ones() {
        let seats = [seat(DataType::Float64, 1)];
        let error = made(&seats[0], Actions::new().with("bit", 1.0)).unwrap_err();
        assert!(error.message.contains("[\"bid\"], got [\"bit\"]"), "{error}");
        let stranger = BTreeMap::from([("bidders".to_string(), 1.0.into()), ("sellers".to_string(), 1.0.into())]);
        assert!(frames(&seats, stranger, |_| false).unwrap_err().message.contains("sellers"));
        assert!(frames(&seats, BTreeMap::new(), |_| true).unwrap().is_empty());
        assert!(frames(&seats, BTreeMap::new(), |_| false).is_err());
    }
}
