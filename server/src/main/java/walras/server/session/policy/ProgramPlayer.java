package walras.server.session.policy;

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

/** Plays a seat with a policy that was sent as data: agents are computed a block at a time, each thread in memory of its own. */
public final class ProgramPlayer implements Policy {
    /** Computes the outputs of a block. */
    private interface Outputs {
        /** Begins a block, whose lanes are known. */
        void compute(PolicyBlock block);

        /** Writes one lane's outputs to {@code block.outputs}. */
        void lane(PolicyBlock block, int lane);

        /** True if a block has lanes of one agent only. */
        boolean perAgent();

        /** A thread's memory. */
        PolicyBlock block();
    }

    private final SeatView seat;
    private final Outputs program;
    private final ActionHead head;
    private final Policy uniform;
    private final ThreadLocal<PolicyBlock> blocks;

    private ProgramPlayer(SeatView seat, Outputs program, ActionHead head, Policy uniform) {
        this.seat = seat;
        this.program = program;
        this.head = head;
        this.uniform = uniform;
        this.blocks = ThreadLocal.withInitial(program::block);
    }

    /**
     * A player for a seat.
     *
     * @param owner tells random streams apart
     * @throws Problem if the program does not fit the seat's spaces
     */
    public static Policy of(PolicyProgram program, SeatView seat, Batch batch, String owner) {
        if (program instanceof PolicyProgram.Named named) {
            return standIn(batch, seat, named.policy().name(), named.policy().options(), owner);
        }
        Policy uniform = standIn(batch, seat, EconomySpec.RANDOM, Map.of(), owner);
        GroupTensors group = batch.tensors().group(seat.group().name());
        RowRandom random = batch.tensors().random().salted("program:" + owner);
        if (program instanceof PolicyProgram.Table table) {
            ActionHead head = new ActionHead(group, table.head(), random);
            return new ProgramPlayer(seat, table(table, group, head), head, uniform);
        } else if (program instanceof PolicyProgram.Network network) {
            ActionHead head = new ActionHead(group, network.head(), random);
            return new ProgramPlayer(seat, network(network, group, head), head, uniform);
        }
        return uniform;
    }

    private static Policy standIn(Batch batch, SeatView seat, String name, Map<String, Object> options, String owner) {
        return batch.standIn(seat.group().name(), seat.firstAgent(), seat.agents(), name, options, owner);
    }

    private static Outputs table(PolicyProgram.Table table, GroupTensors group, ActionHead head) {
        ObservationInput input = new ObservationInput(group, table.inputs());
        int states = input.states();
        int width = head.outputs();
        boolean own =
                table.values().perAgent("policy.table.values", group.group().agents(), List.of(states, width));
        float[] values = table.values().values(); // [states, width] or [n, states, width]
        return new Outputs() {
            @Override
            public void compute(PolicyBlock block) {}

            @Override
            public void lane(PolicyBlock block, int lane) {
                int agent = block.agent(lane);
                int state = (own ? agent * states : 0) + input.state(block.row(lane), agent);
                System.arraycopy(values, state * width, block.outputs, 0, width);
            }

            @Override
            public boolean perAgent() {
                return false;
            }

            @Override
            public PolicyBlock block() {
                return new PolicyBlock(0, 0, width, head.mostChoices());
            }
        };
    }

    private static Outputs network(PolicyProgram.Network network, GroupTensors group, ActionHead head) {
        ObservationInput input = new ObservationInput(group, network.inputs());
        int width = head.outputs();
        DenseStack stack =
                new DenseStack(network, input.features(), width, group.group().agents());
        return new NetworkOutputs(input, stack, width, head.mostChoices());
    }

    private record NetworkOutputs(ObservationInput input, DenseStack stack, int width, int choices) implements Outputs {
        @Override
        public void compute(PolicyBlock block) {
            int count = input.features();
            for (int lane = 0; lane < block.lanes(); lane++) {
                input.write(block.row(lane), block.agent(lane), block.features);
                for (int i = 0; i < count; i++) {
                    block.first[i][lane] = block.features[i];
                }
            }
            block.computed = stack.compute(block.agent(0), block.first, block.second);
        }

        @Override
        public void lane(PolicyBlock block, int lane) {
            for (int o = 0; o < width; o++) {
                block.outputs[o] = block.computed[o][lane];
            }
        }

        @Override
        public boolean perAgent() {
            return stack.perAgent();
        }

        @Override
        public PolicyBlock block() {
            return new PolicyBlock(stack.widest(), input.features(), width, choices);
        }
    }

    @Override
    public void begin(Rows rows) {
        uniform.begin(rows);
    }

    @Override
    public void act(Rows rows) {
        if (head.explores()) {
            uniform.act(rows);
        }
        PolicyBlock block = blocks.get();
        for (int agent = seat.firstAgent(); agent < seat.firstAgent() + seat.agents(); agent++) {
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row) && !head.explores(row, agent) && block.add(row, agent)) {
                    play(block);
                }
            }
            if (program.perAgent()) {
                play(block);
            }
        }
        play(block);
    }

    private void play(PolicyBlock block) {
        if (block.lanes() > 0) {
            program.compute(block);
        }
        for (int lane = 0; lane < block.lanes(); lane++) {
            program.lane(block, lane);
            head.write(block.outputs, block.weights, block.row(lane), block.agent(lane));
        }
        block.clear();
    }
}
