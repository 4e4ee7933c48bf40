package walras.env.conformance;

import static walras.env.conformance.ConformanceEconomy.CHOICES;
import static walras.env.conformance.ConformanceEconomy.CHOOSERS;
import static walras.env.conformance.ConformanceEconomy.CHOOSERS_COUNT;
import static walras.env.conformance.ConformanceEconomy.CLOCK;
import static walras.env.conformance.ConformanceEconomy.MAKERS;

import java.util.Arrays;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** State: what the makers did last, their levels, a clock and a count of presses per row, three numbers drawn at the start. */
final class ConformanceDynamics implements Dynamics {
    private static final int SECRET = 1; // a purpose of random numbers
    private static final int SECRETS = 3;

    private final Tensors tensors;
    private final int agents;
    private final int target;
    private final GroupTensors makers;
    private final GroupTensors choosers;

    private final byte[] pressed; // [B, n, 2]
    private final int[] picked; // [B, n, 2]
    private final long[] jumped; // [B, n]
    private final float[] pushed; // [B, n, 2]
    private final double[] level; // [B, n]
    private final int[] clock; // [B]
    private final int[] presses; // [B]
    private final double[] secret; // [B, 3]

    ConformanceDynamics(Tensors tensors, int agents, int target) {
        this.tensors = tensors;
        this.agents = agents;
        this.target = target;
        makers = tensors.group(MAKERS);
        choosers = tensors.group(CHOOSERS);
        int rows = tensors.rows();
        pressed = new byte[rows * agents * 2];
        picked = new int[rows * agents * 2];
        jumped = new long[rows * agents];
        pushed = new float[rows * agents * 2];
        level = new double[rows * agents];
        clock = new int[rows];
        presses = new int[rows];
        secret = new double[rows * SECRETS];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            int from = row * agents;
            int to = from + agents;
            Arrays.fill(pressed, 2 * from, 2 * to, (byte) 0);
            Arrays.fill(picked, 2 * from, 2 * to, 0);
            Arrays.fill(jumped, from, to, 0);
            Arrays.fill(pushed, 2 * from, 2 * to, 0);
            Arrays.fill(level, from, to, 0);
            clock[row] = 0;
            presses[row] = 0;
            for (int i = 0; i < SECRETS; i++) {
                secret[row * SECRETS + i] = tensors.random().uniform(row, SECRET, i);
            }
        }
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            for (int agent = row * agents; agent < (row + 1) * agents; agent++) {
                make(row, agent);
            }
            for (int chooser = 0; chooser < CHOOSERS_COUNT; chooser++) {
                int at = row * CHOOSERS_COUNT + chooser;
                boolean acts = ConformanceEconomy.acts(clock[row], chooser);
                choosers.reward().f64()[at] = acts ? choosers.action("choice").i32()[at] / (double) CHOICES : 0;
            }
            clock[row] = (clock[row] + 1) % CLOCK;
            tensors.metric("presses").f64()[row] = presses[row];
            tensors.terminated().u8()[row] = (byte) (presses[row] >= target ? 1 : 0);
        }
    }

    private void make(int row, int agent) {
        for (int i = 2 * agent; i < 2 * agent + 2; i++) {
            pressed[i] = makers.action("press").u8()[i];
            picked[i] = makers.action("pick").i32()[i];
            pushed[i] = makers.action("push").f32()[i];
            presses[row] += pressed[i];
        }
        jumped[agent] = makers.action("jump").i64()[agent];
        double pull = makers.action("pull").f64()[agent];
        level[agent] = level[agent] / 2 + pull / 3;
        makers.reward().f64()[agent] = pull;
        tensors.metric("pulled").f64()[agent] = pull;
    }

    @Override
    public void observe(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            int from = row * agents;
            System.arraycopy(pressed, 2 * from, makers.observation("pressed").u8(), 2 * from, 2 * agents);
            System.arraycopy(picked, 2 * from, makers.observation("picked").i32(), 2 * from, 2 * agents);
            System.arraycopy(jumped, from, makers.observation("jumped").i64(), from, agents);
            System.arraycopy(pushed, 2 * from, makers.observation("pushed").f32(), 2 * from, 2 * agents);
            System.arraycopy(level, from, makers.observation("level").f64(), from, agents);
            Arrays.fill(makers.observation("clock").i32(), from, from + agents, clock[row]);
            System.arraycopy(secret, row * SECRETS, tensors.privileged("secret").f64(), row * SECRETS, SECRETS);
            for (int chooser = 0; chooser < CHOOSERS_COUNT; chooser++) {
                int at = row * CHOOSERS_COUNT + chooser;
                choosers.observation("clock").i32()[at] = clock[row];
                choosers.active().u8()[at] = (byte) (ConformanceEconomy.acts(clock[row], chooser) ? 1 : 0);
                for (int choice = 0; choice < CHOICES; choice++) {
                    boolean allowed = choice != 1 + (clock[row] + chooser) % (CHOICES - 1);
                    choosers.mask().u8()[at * CHOICES + choice] = (byte) (allowed ? 1 : 0);
                }
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.bytes("conformance.pressed", pressed);
        visitor.ints("conformance.picked", picked);
        visitor.longs("conformance.jumped", jumped);
        visitor.floats("conformance.pushed", pushed);
        visitor.doubles("conformance.level", level);
        visitor.ints("conformance.clock", clock);
        visitor.ints("conformance.presses", presses);
        visitor.doubles("conformance.secret", secret);
    }
}
