//! What the server refuses, and why it cannot be reached.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt::{self, Display, Formatter};

use prost::Message;
use tonic::{Code, Status};

use crate::v1::ErrorDetail;

/// The server's error in full, beside a status.
const TRAILER: &str = "walras-error-bin";

/// What this crate's calls return.
pub type Result<T> = std::result::Result<T, Error>;

/// What the server refused, or why it could not be reached.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Error {
    /// gRPC's code; a reason never changes its code.
    pub code: Code,
    /// What kind of error it is, for programs: `BAD_ACTION`. The table is in `docs/protocol.md`; empty where the server
    /// gave none, and any word where it is newer than this client.
    pub reason: String,
    /// One sentence for people.
    pub message: String,
    /// What is known of `where`, `expected`, `got`, `nearest` and `incident_id`.
    pub fields: BTreeMap<&'static str, String>,
}

impl Display for Error {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        if self.reason.is_empty() {
            return out.write_str(&self.message);
        }
        write!(out, "[{}] {}", self.reason, self.message)
    }
}

impl std::error::Error for Error {}

impl Error {
    pub(crate) fn new(code: Code, reason: &str, message: impl Into<String>) -> Self {
        Self { code, reason: reason.into(), message: message.into(), fields: BTreeMap::new() }
    }

    /// An argument that no server could accept, found before it was sent.
    pub(crate) fn refused(reason: &str, place: &str, expected: impl Display, got: impl Display) -> Self {
        let (expected, got) = (expected.to_string(), got.to_string());
        let message = format!("{place}: expected {expected}, got {got}");
        let fields = [("where", place.to_string()), ("expected", expected), ("got", got)];
        Self { fields: fields.into(), ..Self::new(Code::InvalidArgument, reason, message) }
    }

    pub(crate) fn bad_request(place: &str, expected: impl Display, got: impl Display) -> Self {
        Self::refused("BAD_REQUEST", place, expected, got)
    }

    /// The right call at the wrong time.
    pub(crate) fn not_now(reason: &str, message: impl Into<String>) -> Self {
        Self::new(Code::FailedPrecondition, reason, message)
    }

    /// A message of the server that does not fit what it has said before.
    pub(crate) fn unreadable(message: impl Into<String>) -> Self {
        Self::new(Code::Internal, "INTERNAL", message)
    }

    /// What a stream carried, or a trailer.
    pub(crate) fn of_detail(detail: ErrorDetail) -> Self {
        let fields = [
            ("where", detail.r#where),
            ("expected", detail.expected),
            ("got", detail.got),
            ("nearest", detail.nearest),
            ("incident_id", detail.incident_id),
        ];
        let fields = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Self { code: Code::from(detail.code), reason: detail.reason, message: detail.message, fields }
    }

    /// The loss of the connection, after which calls are refused.
    pub(crate) fn lost(why: &Self) -> Self {
        let message =
            format!("the connection was lost ({why}): reattach goes on where the server has kept the session");
        Self { reason: why.reason.clone(), ..Self::new(Code::Unavailable, "", message) }
    }

    /// Whether the server could not be reached, or is stopping.
    pub(crate) fn is_unavailable(&self) -> bool {
        self.code == Code::Unavailable
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        let said = status.metadata().get_bin(TRAILER).and_then(|value| value.to_bytes().ok());
        if let Some(detail) = said.and_then(|bytes| ErrorDetail::decode(bytes).ok()) {
            return Self::of_detail(detail);
        }
        // What a server says has no source in this process. The transport's own troubles have, under many codes.
        if let Some(source) = status.source() {
            let mut message = status.message().to_string();
            let mut next = Some(source);
            while let Some(cause) = next {
                message = format!("{message}: {cause}");
                next = cause.source();
            }
            return Self::new(Code::Unavailable, "", message);
        }
        Self::new(status.code(), "", status.message())
    }
}
