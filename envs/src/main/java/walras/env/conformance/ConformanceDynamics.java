package walras.env.conformance;

import static walras.env.conformance.ConformanceEconomy.CHOICES;
import static walras.env.conformance.ConformanceEconomy.CHOOSERS;
import static walras.env.conformance.ConformanceEconomy.CHOOSERS_COUNT;
import static walras.env.conformance.ConformanceEconomy.CLOCK;
import static walras.env.conformance.ConformanceEconomy.MAKERS;

import java.util.Arrays;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** State: what the makers did last, their levels, a clock and a count of presses per row, three numbers drawn at the start. */
final class ConformanceDynamics implements Dynamics {
    private static final int SECRET = 1; // a purpose of random numbers
    private static final int SECRETS = 3;

    private final int agents;
    private final int target;
    private final RowRandom random;

    // The engine's arrays, bound once.
    private final double[] earned; // [B, m]
    private final int[] choice; // [B, m]
    private final double[] pressCount; // [B]
    private final byte[] terminated; // [B]
    private final byte[] press; // [B, n, 2]
    private final int[] pick; // [B, n, 2]
    private final float[] push; // [B, n, 2]
    private final long[] jump; // [B, n]
    private final double[] pullAction; // [B, n]
    private final double[] paid; // [B, n]
    private final double[] pulled; // [B, n]
    private final byte[] pressedSeen; // [B, n, 2]
    private final int[] pickedSeen; // [B, n, 2]
    private final long[] jumpedSeen; // [B, n]
    private final float[] pushedSeen; // [B, n, 2]
    private final double[] levelSeen; // [B, n]
    private final int[] makersClock; // [B, n]
    private final double[] secretSeen; // [B, 3]
    private final int[] choosersClock; // [B, m]
    private final byte[] active; // [B, m]
    private final byte[] mask; // [B, m, 4]

    // The state.
    private final byte[] pressed; // [B, n, 2]
    private final int[] picked; // [B, n, 2]
    private final long[] jumped; // [B, n]
    private final float[] pushed; // [B, n, 2]
    private final double[] level; // [B, n]
    private final int[] clock; // [B]
    private final int[] presses; // [B]
    private final double[] secret; // [B, 3]

    ConformanceDynamics(Tensors tensors, int agents, int target) {
        random = tensors.random();
        this.agents = agents;
        this.target = target;
        GroupTensors makers = tensors.group(MAKERS);
        GroupTensors choosers = tensors.group(CHOOSERS);
        earned = choosers.reward().f64();
        choice = choosers.action("choice").i32();
        pressCount = tensors.metric("presses").f64();
        terminated = tensors.terminated().u8();
        press = makers.action("press").u8();
        pick = makers.action("pick").i32();
        push = makers.action("push").f32();
        jump = makers.action("jump").i64();
        pullAction = makers.action("pull").f64();
        paid = makers.reward().f64();
        pulled = tensors.metric("pulled").f64();
        pressedSeen = makers.observation("pressed").u8();
        pickedSeen = makers.observation("picked").i32();
        jumpedSeen = makers.observation("jumped").i64();
        pushedSeen = makers.observation("pushed").f32();
        levelSeen = makers.observation("level").f64();
        makersClock = makers.observation("clock").i32();
        secretSeen = tensors.privileged("secret").f64();
        choosersClock = choosers.observation("clock").i32();
        active = choosers.active().u8();
        mask = choosers.mask().u8();
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
                secret[row * SECRETS + i] = random.uniform(row, SECRET, i);
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
                earned[at] = acts ? choice[at] / (double) CHOICES : 0;
            }
            clock[row] = (clock[row] + 1) % CLOCK;
            pressCount[row] = presses[row];
            terminated[row] = (byte) (presses[row] >= target ? 1 : 0);
        }
    }

    private void make(int row, int agent) {
        for (int i = 2 * agent; i < 2 * agent + 2; i++) {
            pressed[i] = press[i];
            picked[i] = pick[i];
            pushed[i] = push[i];
            presses[row] += pressed[i];
        }
        jumped[agent] = jump[agent];
        double pull = pullAction[agent];
        level[agent] = level[agent] / 2 + pull / 3;
        paid[agent] = pull;
        pulled[agent] = pull;
    }

    @Override
    public void observe(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            int from = row * agents;
            System.arraycopy(pressed, 2 * from, pressedSeen, 2 * from, 2 * agents);
            System.arraycopy(picked, 2 * from, pickedSeen, 2 * from, 2 * agents);
            System.arraycopy(jumped, from, jumpedSeen, from, agents);
            System.arraycopy(pushed, 2 * from, pushedSeen, 2 * from, 2 * agents);
            System.arraycopy(level, from, levelSeen, from, agents);
            Arrays.fill(makersClock, from, from + agents, clock[row]);
            System.arraycopy(secret, row * SECRETS, secretSeen, row * SECRETS, SECRETS);
            for (int chooser = 0; chooser < CHOOSERS_COUNT; chooser++) {
                int at = row * CHOOSERS_COUNT + chooser;
                choosersClock[at] = clock[row];
                active[at] = (byte) (ConformanceEconomy.acts(clock[row], chooser) ? 1 : 0);
                for (int choice = 0; choice < CHOICES; choice++) {
                    boolean allowed = choice != 1 + (clock[row] + chooser) % (CHOICES - 1);
                    mask[at * CHOICES + choice] = (byte) (allowed ? 1 : 0);
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
