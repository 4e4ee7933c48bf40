package walras.server.session.shard;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/** Everything that can happen to a shard. Events happen one after another, by the thread that owns the shard. */
public sealed interface ShardEvent {
    /**
     * Seats act.
     *
     * @param acts with the step that they are for, and bytes of their own
     * @param asked the step that the sender named; empty for none
     */
    record Act(Acts acts, OptionalLong asked, Answer answer) implements ShardEvent {}

    /** The deadline of the turn after {@code step} has passed. */
    record Lapse(long step) implements ShardEvent {}

    /** Somebody took a seat. */
    record Attended() implements ShardEvent {}

    /** The host has forfeited seats, which had not been so before. */
    record Forfeited(List<Integer> seats) implements ShardEvent {}

    /** Whoever waits for a turn is gone. */
    record Gone(Answer answer) implements ShardEvent {}

    /** The last turn that was made is on the disk, or, with a reason, cannot be brought there. */
    record Logged(@Nullable Problem why) implements ShardEvent {}

    /** Nothing is accepted from now on. */
    record Close() implements ShardEvent {}

    /** What takes its time: the next event waits for it. */
    sealed interface Work extends ShardEvent {
        Answer answer();

        /** The step that was asked for; empty for whatever is next. */
        default OptionalLong asked() {
            return OptionalLong.empty();
        }
    }

    /** The batch changes by one turn. */
    record Alter(Change change, @Override OptionalLong asked, @Override Answer answer) implements Work {
        /** The step that every seat has acted for. */
        static final Alter STEP = new Alter(Change.Step.ONE, OptionalLong.empty(), Answer.NOBODY);
    }

    /** A run of steps is played, with policies in all remote seats. */
    record Play(Run run) implements Work {
        @Override
        public Answer answer() {
            return run;
        }

        @Override
        public OptionalLong asked() {
            return run.next();
        }
    }

    /** The state is written down as it is between two turns. */
    record Inspect(CompletableFuture<byte[]> state) implements Work, Answer {
        @Override
        public Answer answer() {
            return this;
        }

        @Override
        public void turn(Turn turn) {}

        @Override
        public void failed(int shard, OptionalLong step, Throwable why) {
            state.completeExceptionally(why);
        }
    }

    /** The log did not take a turn: the batch goes back to before it. */
    record Undo(Work undone, long step, Problem why) implements Work {
        @Override
        public Answer answer() {
            return undone.answer();
        }
    }

    /** What the host asks for, of which few may wait. */
    default boolean ofHost() {
        return this instanceof Inspect || (this instanceof Alter alter && !(alter.change instanceof Change.Step));
    }
}
