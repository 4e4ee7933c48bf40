package walras.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import walras.server.session.shard.Turn;

/** A participant that writes down what it is told. */
final class Recorder implements Participant {
    final List<Turn> turns = new ArrayList<>();
    final List<RuntimeException> failures = new ArrayList<>();
    final List<SessionEvent> events = new ArrayList<>();
    final List<RuntimeException> ends = new ArrayList<>();

    @Override
    public void turn(Turn turn) {
        turn.use().hold();
        turns.add(turn);
    }

    @Override
    public void failed(int shard, OptionalLong step, Throwable why) {
        failures.add((RuntimeException) why);
    }

    @Override
    public void event(SessionEvent event) {
        events.add(event);
    }

    @Override
    public void ended(RuntimeException why) {
        ends.add(why);
    }

    Turn lastTurn() {
        return turns.get(turns.size() - 1);
    }

    List<SessionEvent.Kind> kinds() {
        return events.stream().map(SessionEvent::kind).toList();
    }
}
