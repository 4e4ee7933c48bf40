package walras.server.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import walras.server.frame.FieldChoice;
import walras.server.frame.FrameLayout;
import walras.server.session.Claim;
import walras.server.session.plan.SeatPlan;
import walras.server.session.plan.SessionPlan;

/**
 * The seats that a caller speaks for, group by group. A group's tensors {@code [B, n, ...]} hold the agents of the caller's
 * seats of the group, in their order: n agents of the group where a seat is all of it, and as many as the caller has tickets
 * for where the group was cut.
 *
 * @param groups in the order of the session's seats
 */
record SeatGroups(List<Group> groups) {
    SeatGroups {
        groups = List.copyOf(groups);
    }

    /** One seat. */
    record Part(int seat, int firstAgent, int agents, FrameLayout observations, FrameLayout actions) {}

    /** The caller's seats of one group, by their agents. */
    record Group(String name, List<Part> seats) {
        Group {
            seats = seats.stream()
                    .sorted(Comparator.comparingInt(Part::firstAgent))
                    .toList();
        }

        /** n. */
        int agents() {
            return seats.stream().mapToInt(Part::agents).sum();
        }
    }

    static SeatGroups of(Claim claim) {
        return of(claim.session().plan(), claim::holds);
    }

    /** Those of the seats that somebody may see. */
    static SeatGroups of(SessionPlan session, IntPredicate seen) {
        Map<String, List<Part>> byName = new LinkedHashMap<>();
        for (SeatPlan plan : session.seats()) {
            if (seen.test(plan.index())) {
                byName.computeIfAbsent(plan.config().group(), name -> new ArrayList<>())
                        .add(new Part(
                                plan.index(),
                                plan.view().firstAgent(),
                                plan.view().agents(),
                                plan.observationLayout(),
                                plan.actionLayout()));
            }
        }
        List<Group> groups = new ArrayList<>();
        byName.forEach((name, seats) -> groups.add(new Group(name, seats)));
        return new SeatGroups(groups);
    }

    /** The same seats where frames have the chosen fields only. */
    SeatGroups of(List<FieldChoice> choices) {
        return new SeatGroups(groups.stream()
                .map(group -> new Group(
                        group.name(),
                        group.seats().stream()
                                .map(part -> new Part(
                                        part.seat(),
                                        part.firstAgent(),
                                        part.agents(),
                                        part.observations().choosing(choices),
                                        part.actions().choosing(choices)))
                                .toList()))
                .toList());
    }

    List<String> names() {
        return groups.stream().map(Group::name).toList();
    }

    /** The bytes of the frames of one turn, and of the actions. */
    long frameBytes() {
        return groups.stream()
                .flatMap(group -> group.seats().stream())
                .mapToLong(
                        part -> part.observations().sizeBytes() + part.actions().sizeBytes())
                .sum();
    }
}
