//! Players on the server, for rollouts.

use crate::tensor::sent;
use crate::v1::policy::Kind;
use crate::v1::{NamedPolicy, Policy, PolicyHead, TablePolicy, UniformPolicy};

/// Draws every action uniformly from its space.
pub fn uniform() -> Policy {
    Policy { kind: Some(Kind::Uniform(UniformPolicy {})) }
}

/// One of the environment's built-in policies, with its own options by default.
pub fn named(name: impl Into<String>) -> Policy {
    Policy { kind: Some(Kind::Named(NamedPolicy { name: name.into(), options: None })) }
}

/// A table over the discrete observations: values `[states, outputs]` for all agents alike, or `[n, states, outputs]`. The
/// head says how outputs become actions; its default is the greatest score and no noise.
pub fn lookup(values: &[f64], shape: &[usize], head: PolicyHead) -> Policy {
    let table = TablePolicy { values: Some(sent(values, shape)), inputs: Vec::new(), head: Some(head) };
    Policy { kind: Some(Kind::Table(table)) }
}
