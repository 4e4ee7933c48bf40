//! How the bytes of a frame are to be read.

use prost::bytes::Bytes;

use crate::error::{Error, Result};
use crate::tensor::{DataType, Tensor, lengths, size};
use crate::v1::{FieldKind, FieldSelector, FrameLayout};

/// Fields of a frame begin at multiples of so many bytes, and frames of a trajectory too.
const ALIGNMENT: usize = 64;

/// One tensor inside a frame.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub kind: FieldKind,
    pub name: String,
    pub dtype: DataType,
    pub shape: Vec<usize>,
    pub offset: usize,
    pub bytes: usize,
}

impl Field {
    /// Its place in a frame of the layout's size.
    pub fn tensor(&self, frame: &Bytes) -> Tensor {
        Tensor { dtype: self.dtype, shape: self.shape.clone(), data: frame.slice(self.offset..self.end()) }
    }

    pub fn end(&self) -> usize {
        self.offset + self.bytes
    }

    fn selected(&self, by: &[FieldSelector]) -> bool {
        by.iter().any(|each| each.kind() == self.kind && (each.name.is_empty() || each.name == self.name))
    }
}

/// The fields of a frame; it never changes while the session lives.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    pub fields: Vec<Field>,
    pub size: usize,
}

impl Layout {
    pub fn of(message: &FrameLayout) -> Result<Self> {
        let whole = usize::try_from(message.size_bytes).unwrap_or(0);
        let mut fields = Vec::new();
        for each in &message.fields {
            let shape = lengths(&each.shape);
            let bytes = shape.iter().try_fold(size(each.dtype()), |bytes: usize, length| bytes.checked_mul(*length));
            let (kind, dtype, name) = (each.kind(), each.dtype(), each.name.clone());
            let (offset, bytes) = (usize::try_from(each.offset).unwrap_or(0), bytes.unwrap_or(usize::MAX));
            let within = offset.checked_add(bytes).is_some_and(|end| end <= whole);
            if size(dtype) == 0 || !within {
                return Err(Error::unreadable(format!(
                    "field {name}: {dtype:?} {shape:?} at {offset} of {whole} bytes"
                )));
            }
            fields.push(Field { kind, name, dtype, shape, offset, bytes });
        }
        Ok(Self { fields, size: whole })
    }

    /// The layout of a rollout that records the selected fields; none selects all.
    pub fn only(&self, selectors: &[FieldSelector]) -> Self {
        if selectors.is_empty() {
            return self.clone();
        }
        Self::packed(self.fields.iter().filter(|each| each.selected(selectors)).cloned())
    }

    /// The layout of the last observations of so many rows.
    pub fn last(&self, rows: usize) -> Self {
        let kinds = [FieldKind::Observation, FieldKind::ActionMask, FieldKind::Privileged];
        let all = kinds.into_iter().flat_map(|kind| self.fields.iter().filter(move |each| each.kind == kind));
        Self::packed(all.cloned().map(|mut each| {
            if let Some(first) = each.shape.first_mut() {
                *first = rows;
            }
            each.bytes = each.shape.iter().product::<usize>() * size(each.dtype);
            each
        }))
    }

    /// Fields one after the other.
    fn packed(fields: impl Iterator<Item = Field>) -> Self {
        let mut end = 0;
        let fields = fields.map(|mut each| {
            each.offset = aligned(end);
            end = each.offset + each.bytes;
            each
        });
        let fields = fields.collect();
        Self { fields, size: end }
    }

    /// Refuses a frame of another length.
    pub fn check(&self, frame: &Bytes, seat: &str) -> Result<()> {
        if frame.len() == self.size {
            return Ok(());
        }
        let (right, got) = (self.size, frame.len());
        Err(Error::unreadable(format!("frame of {seat}: expected {right} bytes, got {got}")))
    }
}

pub(crate) fn aligned(size: usize) -> usize {
    size.div_ceil(ALIGNMENT) * ALIGNMENT
}
