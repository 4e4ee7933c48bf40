//! The longer parts of requests, which are the protocol's own messages.

use prost::bytes::Bytes;
use prost_types::value::Kind as Json;
use prost_types::{ListValue, Struct, Value};

use crate::error::{Error, Result};
use crate::tensor::{DataType, narrowed};
use crate::v1::policy::Kind;
use crate::v1::seat_config::Filler;
use crate::v1::{
    FieldKind, FieldSelector, NamedPolicy, Policy, PolicyHead, RemoteFiller, SeatConfig, TablePolicy, Tensor,
    UniformPolicy,
};

/// Options, a JSON object: `options(json!({"copies": 2}))`. Null is none.
///
/// # Panics
///
/// For other JSON.
pub fn options(values: serde_json::Value) -> Option<Struct> {
    match value(values).kind {
        Some(Json::StructValue(options)) => Some(options),
        Some(Json::NullValue(_)) => None,
        other => panic!("options: expected a JSON object, got {other:?}"),
    }
}

fn value(of: serde_json::Value) -> Value {
    let kind = match of {
        serde_json::Value::Null => Json::NullValue(0),
        serde_json::Value::Bool(flag) => Json::BoolValue(flag),
        // Numbers are doubles in these messages. One that is none, of serde_json's arbitrary precision, is no number.
        serde_json::Value::Number(number) => Json::NumberValue(number.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(text) => Json::StringValue(text),
        serde_json::Value::Array(all) => Json::ListValue(ListValue { values: all.into_iter().map(value).collect() }),
        serde_json::Value::Object(all) => {
            Json::StructValue(Struct { fields: all.into_iter().map(|(name, each)| (name, value(each))).collect() })
        }
    };
    Value { kind: Some(kind) }
}

/// A seat for a participant: a group, or `group/agent` for one agent of it. Privileged ones see the privileged tensors, for
/// centralised critics.
pub fn remote_seat(label: &str, privileged: bool) -> SeatConfig {
    seat(label, Filler::Remote(RemoteFiller { privileged }))
}

/// A seat that a built-in policy plays, with options of its own or none.
pub fn policy_seat(label: &str, policy: &str, options: Option<Struct>) -> SeatConfig {
    seat(label, Filler::Policy(NamedPolicy { name: policy.into(), options }))
}

/// What is no number is a part of the group's name, which the server does not know then.
fn seat(label: &str, filler: Filler) -> SeatConfig {
    let one = label.split_once('/').and_then(|(group, agent)| Some((group, agent.parse().ok()?)));
    let (group, agent) = one.map_or((label, None), |(group, agent)| (group, Some(agent)));
    SeatConfig { group: group.into(), agent, filler: Some(filler) }
}

/// Draws every action uniformly from its space.
pub fn uniform() -> Policy {
    Policy { kind: Some(Kind::Uniform(UniformPolicy {})) }
}

/// One of the environment's built-in policies, with its own options by default.
pub fn named(name: &str) -> Policy {
    Policy { kind: Some(Kind::Named(NamedPolicy { name: name.into(), options: None })) }
}

/// A table over the discrete observations: values `[states, outputs]` for all agents alike, or `[n, states, outputs]`. The
/// head says how outputs become actions; its default is the greatest score and no noise.
pub fn lookup(values: &[f64], shape: &[usize], head: PolicyHead) -> Policy {
    let shape = shape.iter().map(|length| narrowed(*length)).collect();
    let data = Bytes::copy_from_slice(bytemuck::cast_slice(values));
    let values = Some(Tensor { dtype: DataType::Float64.into(), shape, data });
    Policy { kind: Some(Kind::Table(TablePolicy { values, inputs: Vec::new(), head: Some(head) })) }
}

/// What a rollout records: `obs`, `actions`, `reward`, `terminated`, `truncated`, `active`, `action_mask`, `metrics`,
/// `privileged`, or one tensor of these, as `obs.state`. What is not recorded is not sent.
pub fn fields(names: &[impl AsRef<str>]) -> Result<Vec<FieldSelector>> {
    let selector = |text: &str| {
        let (word, name) = text.split_once('.').unwrap_or((text, ""));
        let word = match word {
            "obs" => "observation",
            "actions" => "action",
            "metrics" => "metric",
            other => other,
        };
        let kind = FieldKind::from_str_name(&format!("FIELD_KIND_{}", word.to_uppercase()));
        let expected = "obs, actions, reward, ..., or one tensor, as obs.state";
        let kind = kind.ok_or_else(|| Error::bad_request("fields", expected, text))?;
        Ok(FieldSelector { kind: kind.into(), name: name.into() })
    };
    names.iter().map(|each| selector(each.as_ref())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn options_are_json_objects() {
        let made = options(json!({"a": 1.5, "b": [true, null, "x"]})).unwrap();
        assert_eq!(made.fields["a"].kind, Some(Json::NumberValue(1.5)));
        let Some(Json::ListValue(list)) = &made.fields["b"].kind else { panic!("no list: {made:?}") };
        assert_eq!(list.values[2].kind, Some(Json::StringValue("x".into())));
        assert_eq!(options(json!(null)), None);
    }

    #[test]
    #[should_panic(expected = "expected a JSON object")]
    fn options_that_are_a_list_panic() {
        options(json!([1]));
    }

    #[test]
    fn seats_are_groups_or_agents_of_them() {
        assert_eq!(remote_seat("bidders/1", false).agent, Some(1));
        assert_eq!(policy_seat("bidders", "random", None).agent, None);
        assert_eq!(remote_seat("bidders/x", true).group, "bidders/x");
    }

    #[test]
    fn fields_have_the_turns_names() {
        let made = fields(&["obs.state", "reward"]).unwrap();
        assert_eq!((made[0].kind(), made[0].name.as_str()), (FieldKind::Observation, "state"));
        assert_eq!(fields(&["observations"]).unwrap_err().reason, "BAD_REQUEST");
    }
}
