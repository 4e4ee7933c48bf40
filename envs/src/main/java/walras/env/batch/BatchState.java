package walras.env.batch;

import walras.env.Dynamics;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** Everything that the future of a batch depends on, shown to a visitor. */
@SuppressWarnings("ArrayRecordComponent") // The batch's own policies; identity is never asked for.
record BatchState(
        EpisodeClock clock,
        Autoreset autoreset,
        Dynamics dynamics,
        SeatPolicy[] policies,
        Tensors tensors,
        FinalObservations finals)
        implements Snapshot.Stateful {
    @Override
    public void state(StateVisitor visitor) {
        clock.state(visitor);
        autoreset.state(visitor);
        dynamics.state(visitor);
        for (SeatPolicy seat : policies) {
            seat.policy().state(visitor);
        }
        tensors.all().forEach(tensor -> Snapshot.visit(visitor, tensor));
        finals.state(visitor);
    }
}
