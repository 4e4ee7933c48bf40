package walras.env.batch;

import java.util.Arrays;
import walras.env.Dynamics;
import walras.env.Policy;
import walras.env.Rows;
import walras.env.Tensors;

/** What happens to a range of rows in a step. Ranges may be stepped at the same time. */
final class RangeSteps {
    private final Tensors tensors;
    private final Dynamics dynamics;
    private final SeatPolicy[] policies;
    private final EpisodeClock clock;
    private final Autoreset autoreset;
    private final FinalObservations finals;
    private final FiniteCheck finite;
    private Policy[] guests = {};

    RangeSteps(
            Tensors tensors,
            Dynamics dynamics,
            SeatPolicy[] policies,
            EpisodeClock clock,
            Autoreset autoreset,
            FinalObservations finals,
            FiniteCheck finite) {
        this.tensors = tensors;
        this.dynamics = dynamics;
        this.policies = policies;
        this.clock = clock;
        this.autoreset = autoreset;
        this.finals = finals;
        this.finite = finite;
    }

    /** Who acts before the policies from now on. */
    void invite(Policy[] players) {
        guests = players;
    }

    /** A step that no other range need take. */
    void stepOwn(int chunk) {
        Rows stepping = autoreset.settled(chunk);
        guestsAct(chunk);
        clock.openAlone(stepping);
        advance(chunk, stepping);
    }

    /** A step that all ranges take: the clock is open. */
    void step(int chunk) {
        Rows stepping = autoreset.live(chunk);
        guestsAct(chunk);
        clock.miss(stepping);
        advance(chunk, stepping);
    }

    private void guestsAct(int chunk) {
        for (Policy guest : guests) {
            guest.act(autoreset.every(chunk));
        }
    }

    private void advance(int chunk, Rows stepping) {
        for (SeatPolicy seat : policies) {
            seat.policy().act(stepping);
        }
        byte[] terminated = tensors.terminated().u8(); // [B]
        byte[] truncated = tensors.truncated().u8(); // [B]
        Arrays.fill(terminated, stepping.from(), stepping.to(), (byte) 0);
        dynamics.advance(stepping);
        clock.tick(stepping, terminated, truncated);
        dynamics.observe(stepping);
        finite.check(stepping);
        for (SeatPolicy seat : policies) {
            seat.policy().learn(stepping);
        }
        if (autoreset.markFinished(chunk, terminated, truncated)) {
            restartFinished(chunk);
        }
    }

    private void restartFinished(int chunk) {
        Rows restarting = autoreset.restarting(chunk);
        if (autoreset.mode() == AutoresetMode.SAME_STEP) {
            finals.keep(chunk, restarting);
            begin(restarting);
        } else {
            restart(restarting);
        }
    }

    /** Begins episodes and shows them as a reset does: no reward, no flags, no metrics. */
    void restart(Rows restarting) {
        for (int row = restarting.next(restarting.from()); row < restarting.to(); row = restarting.next(row + 1)) {
            tensors.clearOutcome(row);
        }
        begin(restarting);
    }

    private void begin(Rows restarting) {
        clock.restart(restarting);
        dynamics.initial(restarting);
        dynamics.observe(restarting);
        for (SeatPolicy seat : policies) {
            seat.policy().begin(restarting);
        }
    }
}
