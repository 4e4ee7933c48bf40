"""Learners in PyTorch (the extra ``torch``), each one file to read and change.

- ``walras.learners.leader``: PPO for a leader or planner, with a central critic that sees the privileged tensors.
- ``walras.learners.society``: a society of bidders with Beta heads, each learning from its own sales.
- ``walras.learners.planner``: PPO that chooses the primitives itself, the hierarchical and the flat baseline.
- ``walras.learners.mean_field``: a government and its households on population statistics (SMFRL), with experiment
  ``taxation-mean-field``; ``walras.learners.best_reply`` measures what a household could gain by deviating.
- ``walras.learners.bidders``: PPO bidders of sealed-bid auctions, judged by the exact oracle.
- ``walras.learners.transfer``: societies and planners, from one task to the next, with experiment ``auction-deep``.

``walras.learners.ppo`` and ``walras.learners.commands`` hold what they have in common,
``walras.learners.closed_taxation`` the world of ``mean_field`` and ``best_reply``. All are commands too:
``python -m walras.learners.leader --help``.
"""

__all__ = ["bidders", "leader", "mean_field", "planner", "society", "transfer"]


def __dir__() -> list[str]:
    return sorted(__all__)
