package walras.env.stackelberg.taxation;

import java.util.Arrays;
import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;

/** Households on seats with one saving rate and one labour share. */
final class SteadyHouseholds implements Policy {
    private final GroupTensors seat;
    private final int first;
    private final int agents;
    private final double saving;
    private final double labour;

    SteadyHouseholds(PolicyContext context, TaxationSettings settings) {
        seat = context.groupTensors();
        first = context.firstAgent();
        agents = context.agents();
        saving = Levers.rawSaving(settings.variant(), settings.saving());
        labour = Levers.rawShare(settings.variant(), settings.labour());
    }

    @Override
    public void act(Rows rows) {
        int n = seat.group().agents();
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                int from = row * n + first;
                Arrays.fill(seat.actions().get(0).f64(), from, from + agents, saving);
                Arrays.fill(seat.actions().get(1).f64(), from, from + agents, labour);
            }
        }
    }
}
