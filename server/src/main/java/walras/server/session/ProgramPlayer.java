package walras.server.session;

import java.util.List;
import java.util.Map;
import walras.env.EconomySpec;
import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.Problem;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.batch.Batch;
import walras.server.frame.SeatView;

/** Plays a seat with a policy that was sent as data. */
final class ProgramPlayer implements Policy {
    /** Computes one agent's outputs. */
    private interface Outputs {
        void compute(int row, int agent, float[] outputs); // [outputs]
    }

    private final SeatView seat;
    private final Outputs program;
    private final ActionHead head;
    private final Policy uniform;
    private final float[] outputs; // [outputs]

    private ProgramPlayer(SeatView seat, Outputs program, ActionHead head, Policy uniform) {
        this.seat = seat;
        this.program = program;
        this.head = head;
        this.uniform = uniform;
        this.outputs = new float[head.outputs()];
    }

    /**
     * A player for a seat.
     *
     * @param owner tells random streams apart
     * @throws Problem if the program does not fit the seat's spaces
     */
    static Policy of(PolicyProgram program, SeatView seat, Batch batch, String owner) {
        if (program instanceof PolicyProgram.Named named) {
            return standIn(batch, seat, named.policy().name(), named.policy().options(), owner);
        }
        Policy uniform = standIn(batch, seat, EconomySpec.RANDOM, Map.of(), owner);
        GroupTensors group = batch.tensors().group(seat.group().name());
        RowRandom random = batch.tensors().random().salted("program:" + owner);
        if (program instanceof PolicyProgram.Table table) {
            ActionHead head = new ActionHead(group, table.head(), random);
            return new ProgramPlayer(seat, table(table, group, head.outputs()), head, uniform);
        } else if (program instanceof PolicyProgram.Network network) {
            ActionHead head = new ActionHead(group, network.head(), random);
            return new ProgramPlayer(seat, network(network, group, head.outputs()), head, uniform);
        }
        return uniform;
    }

    private static Policy standIn(Batch batch, SeatView seat, String name, Map<String, Object> options, String owner) {
        return batch.standIn(seat.group().name(), seat.firstAgent(), seat.agents(), name, options, owner);
    }

    private static Outputs table(PolicyProgram.Table table, GroupTensors group, int width) {
        ObservationInput input = new ObservationInput(group, table.inputs());
        int states = input.states();
        int n = group.group().agents();
        boolean own = shape("policy.table.values", table.values(), n, List.of(states, width));
        float[] values = table.values().values(); // [states, width] or [n, states, width]
        return (row, agent, outputs) -> {
            int state = (own ? agent * states : 0) + input.state(row, agent);
            System.arraycopy(values, state * width, outputs, 0, width);
        };
    }

    private static Outputs network(PolicyProgram.Network network, GroupTensors group, int width) {
        ObservationInput input = new ObservationInput(group, network.inputs());
        int n = group.group().agents();
        DenseStack stack = new DenseStack(network, input.features(), width, n);
        float[] features = new float[input.features()];
        return (row, agent, outputs) -> {
            input.write(row, agent, features);
            stack.compute(agent, features, outputs);
        };
    }

    /** True if the weights have a leading axis of agents; refuses any other shape. */
    static boolean shape(String where, PolicyProgram.Weights weights, int agents, List<Integer> shared) {
        List<Integer> own = new java.util.ArrayList<>(List.of(agents));
        own.addAll(shared);
        if (!weights.shape().equals(shared) && !weights.shape().equals(own)) {
            throw Problem.request(where, "shape " + shared + " or " + own, "shape " + weights.shape());
        }
        return weights.shape().equals(own);
    }

    @Override
    public void begin(Rows rows) {
        uniform.begin(rows);
    }

    @Override
    public void act(Rows rows) {
        uniform.act(rows);
        for (int row = rows.from(); row < rows.to(); row++) {
            for (int agent = seat.firstAgent();
                    rows.contains(row) && agent < seat.firstAgent() + seat.agents();
                    agent++) {
                if (!head.explores(row, agent)) {
                    program.compute(row, agent, outputs);
                    head.write(outputs, 0, row, agent);
                }
            }
        }
    }

    /** Rows know nothing of one another, but they share the arrays that they are computed in. */
    @Override
    public boolean rowwise() {
        return false;
    }
}
