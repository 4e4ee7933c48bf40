package walras.server.session.plan;

import walras.env.EconomySpec;
import walras.server.frame.FrameLayout;
import walras.server.frame.SeatView;

/**
 * A seat as its session was made with it.
 *
 * @param index by which turns and acts name it
 * @param view which agents it holds and what they see; for policies too
 */
public record SeatPlan(
        int index,
        SessionConfig.SeatConfig config,
        SeatView view,
        FrameLayout observationLayout,
        FrameLayout actionLayout) {
    static SeatPlan of(int index, SessionConfig.SeatConfig config, SeatView view, EconomySpec spec, int shardRows) {
        return new SeatPlan(index, config, view, view.observationLayout(spec, shardRows), view.actionLayout(shardRows));
    }

    /** {@code bidders}, or {@code bidders/3} for one agent of a group. */
    public String name() {
        String group = config.group();
        return config.agent().isPresent() ? group + "/" + config.agent().getAsInt() : group;
    }
}
