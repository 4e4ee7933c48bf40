//! Options: JSON values as the messages have them.

use prost_types::value::Kind;
use prost_types::{ListValue, Struct, Value};
use serde_json::{Map, Value as Json};

/// Options by name.
pub(crate) fn to_struct(values: &Map<String, Json>) -> Struct {
    Struct { fields: values.iter().map(|(name, value)| (name.clone(), to_value(value))).collect() }
}

fn to_value(value: &Json) -> Value {
    let kind = match value {
        Json::Null => Kind::NullValue(0),
        Json::Bool(flag) => Kind::BoolValue(*flag),
        // Numbers are doubles in these messages. One that is none, of serde_json's arbitrary precision, is no number.
        Json::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => Kind::StringValue(text.clone()),
        Json::Array(all) => Kind::ListValue(ListValue { values: all.iter().map(to_value).collect() }),
        Json::Object(fields) => Kind::StructValue(to_struct(fields)),
    };
    Value { kind: Some(kind) }
}

/// Options of the server.
pub(crate) fn from_struct(message: Struct) -> Map<String, Json> {
    message.fields.into_iter().map(|(name, value)| (name, from_value(value))).collect()
}

fn from_value(value: Value) -> Json {
    match value.kind {
        None | Some(Kind::NullValue(_)) => Json::Null,
        Some(Kind::BoolValue(flag)) => Json::Bool(flag),
        Some(Kind::NumberValue(number)) => Json::from(number),
        Some(Kind::StringValue(text)) => Json::String(text),
        Some(Kind::ListValue(list)) => Json::Array(list.values.into_iter().map(from_value).collect()),
        Some(Kind::StructValue(fields)) => Json::Object(from_struct(fields)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_round_trip() {
        let Json::Object(options) = serde_json::json!({"a": 1.5, "b": [true, null, "x"], "c": {"d": [[2.0]]}}) else {
            unreachable!()
        };
        assert_eq!(from_struct(to_struct(&options)), options);
    }
}
