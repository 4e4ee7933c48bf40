package walras.server.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Problem;
import walras.env.Registry;
import walras.server.session.Claim;
import walras.server.session.Seat;
import walras.server.session.Session;
import walras.server.session.plan.SeatPlan;
import walras.server.session.shard.Acts;
import walras.server.session.shard.Turn;
import walras.server.words.SeatAnswer;
import walras.server.words.SeatRules;
import walras.server.words.SeatSight;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.EnvironmentSpec;
import walras.v1.SeatFrame;

/** What seats are told and answer in words, in the messages that carry frames. */
public final class WordMessages {
    private WordMessages() {}

    /** Seats that the session tells things in words, whoever takes them. */
    public static Set<Integer> told(Session session) {
        Set<Integer> told = new HashSet<>();
        for (Seat seat : session.seats()) {
            if (seat.plan().config().text()) {
                told.add(seat.plan().index());
            }
        }
        return told;
    }

    /**
     * Seats of a caller that are told things in words.
     *
     * @throws Problem if it asks for words, and the session has several rows
     */
    public static Set<Integer> told(Claim claim, Access access) {
        Set<Integer> told = told(claim.session());
        told.retainAll(claim.seats());
        if (access.getText()) {
            int rows = claim.session().plan().config().rows();
            if (rows != 1) {
                throw Problem.precondition(
                        "BAD_REQUEST", "access.text", "a session of one row", rows + " rows (num_envs)");
            }
            told.addAll(claim.seats());
        }
        return told;
    }

    /** A session, with the rules for some of its seats. */
    public static walras.v1.Session write(Session session, Registry registry, Set<Integer> told) {
        walras.v1.Session plain = SessionMessages.write(session, registry);
        if (told.isEmpty()) {
            return plain;
        }
        walras.v1.Session.Builder message = plain.toBuilder();
        SeatRules rules = rules(plain.getSpec(), spec(session));
        for (int seat : told) {
            message.getSeatsBuilder(seat)
                    .setRules(rules.of(session.seats().get(seat).plan().view()));
        }
        return message.build();
    }

    private static SeatRules rules(EnvironmentSpec about, EconomySpec spec) {
        try {
            String options =
                    JsonFormat.printer().omittingInsignificantWhitespace().print(about.getResolvedOptions());
            return new SeatRules(about.getId(), about.getSummary(), about.getDescription(), options, spec);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("options that are no JSON", impossible);
        }
    }

    /** What holds now, in a session of one row, which has one part. */
    private static EconomySpec spec(Session session) {
        return session.parts().get(0).economy().spec();
    }

    /** A turn as some seats see it, some of them in words too; the caller holds it. */
    public static walras.v1.Turn write(Session session, Turn turn, List<Integer> seats, Set<Integer> told) {
        walras.v1.Turn plain = SessionMessages.write(turn, seats);
        if (told.isEmpty()) {
            return plain;
        }
        walras.v1.Turn.Builder message = plain.toBuilder();
        for (SeatFrame.Builder frame : message.getFramesBuilderList()) {
            byte[] bytes = turn.frames()[frame.getSeat()];
            if (told.contains(frame.getSeat()) && bytes != null) {
                SeatPlan seat = session.seats().get(frame.getSeat()).plan();
                frame.setText(new SeatSight(seat.observationLayout(), bytes).line(turn.step()));
            }
        }
        return message.build();
    }

    /** The acts of a message, of which some may be words. */
    public static Acts read(Act act, Session session) {
        Acts acts = SessionMessages.read(act);
        Map<Integer, Problem> unread = new HashMap<>();
        for (int k = 0; k < act.getFramesCount(); k++) {
            SeatFrame frame = act.getFrames(k);
            if (frame.hasText()
                    && frame.getSeat() >= 0
                    && frame.getSeat() < session.seats().size()) {
                try {
                    acts.frames()[k] = answer(frame, session);
                } catch (Problem why) {
                    unread.put(frame.getSeat(), why);
                }
            }
        }
        return unread.isEmpty()
                ? acts
                : new Acts(acts.shard(), acts.step(), acts.seats(), acts.frames(), Map.copyOf(unread));
    }

    private static ByteBuffer answer(SeatFrame frame, Session session) {
        int rows = session.plan().config().rows();
        if (rows != 1) {
            throw problem("frames, for words are for a session of one row", "words for " + rows + " rows");
        } else if (!frame.getFrame().isEmpty()) {
            throw problem("a frame or words", "both");
        }
        SeatPlan seat = session.seats().get(frame.getSeat()).plan();
        Group group = spec(session).group(seat.view().group().name());
        Turn last = session.held(0);
        try {
            byte[] seen = last == null ? null : last.frames()[seat.index()];
            return SeatAnswer.read(
                    frame.getText(),
                    group,
                    seat,
                    seen == null ? new byte[(int) seat.observationLayout().sizeBytes()] : seen);
        } finally {
            if (last != null) {
                last.use().release();
            }
        }
    }

    private static Problem problem(String expected, String got) {
        return Problem.of(Problem.Kind.INVALID, "BAD_ACTION", "action", expected, got, "");
    }
}
