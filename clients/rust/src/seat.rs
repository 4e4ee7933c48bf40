//! Places that a participant holds.

use crate::error::Result;
use crate::layout::Layout;
use crate::v1;

/// A place that a participant holds.
#[derive(Clone, Debug)]
pub struct Seat {
    /// How the wire names it.
    pub index: i32,
    /// The group's name.
    pub group: String,
    /// The group for a whole group, `group/agent` for one of its agents.
    pub label: String,
    /// What its values are filed under in turns and actions: the group, or the label where the participant holds several
    /// seats of one group.
    pub key: String,
    /// How many agents it has.
    pub agents: usize,
    pub(crate) observation: Layout,
    pub(crate) action: Layout,
}

pub(crate) fn label(group: &str, agent: Option<i32>) -> String {
    agent.map_or_else(|| group.into(), |agent| format!("{group}/{agent}"))
}

/// The seats of these indices, ascending.
pub(crate) fn held(session: &v1::Session, indices: &[i32]) -> Result<Vec<Seat>> {
    let all = || session.seats.iter().filter(|seat| indices.contains(&seat.index));
    all().map(|seat| seat_of(seat, all().filter(|each| each.group == seat.group).count() > 1)).collect()
}

fn seat_of(message: &v1::Seat, several: bool) -> Result<Seat> {
    let layout = |of: &Option<v1::FrameLayout>| of.as_ref().map_or_else(|| Ok(Layout::default()), Layout::of);
    let (observation, action) = (layout(&message.observation_layout)?, layout(&message.action_layout)?);
    let label = label(&message.group, message.agent);
    let key = if several { &label } else { &message.group };
    let agents = action.fields.first().and_then(|field| field.shape.get(1)).copied().unwrap_or(0);
    Ok(Seat {
        index: message.index,
        group: message.group.clone(),
        key: key.clone(),
        label,
        agents,
        observation,
        action,
    })
}
