package walras.server.words;

import java.util.ArrayList;
import java.util.List;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.TensorSpec;
import walras.server.frame.SeatView;

/**
 * A game as whoever plays it must know it.
 *
 * @param name the environment's id
 * @param summary one sentence
 * @param description the economics in Markdown
 * @param options resolved, as JSON
 * @param spec under these options
 */
public record SeatRules(String name, String summary, String description, String options, EconomySpec spec) {
    /** The rules for a seat. */
    public String of(SeatView seat) {
        Group group = spec.group(seat.group().name());
        List<String> lines = new ArrayList<>(List.of(name + ": " + summary, "", description.strip(), ""));
        lines.add(("You are " + place(seat) + ". " + group.sentence()).strip());
        lines.add("The group has " + count(group.agents()) + "; you act for " + seat.agents() + ".");
        lines.add("You want the largest sum of rewards over an episode.");
        lines.add(
                spec.timeLimit() > 0
                        ? "Episodes are cut after " + spec.timeLimit() + " steps."
                        : "Episodes end by their own rules only.");
        lines.addAll(List.of("", "What you see:"));
        group.observations().forEach(tensor -> lines.add(line(tensor)));
        lines.addAll(List.of("", "What you do in every step in which you are asked:"));
        group.actions().forEach(tensor -> lines.add(line(tensor)));
        if (seat.agents() > 1) {
            lines.add("Each of them a list with one entry for each of your " + seat.agents() + " agents.");
        }
        if (group.masked()) {
            lines.add("Not every choice is allowed in every step: `legal` lists those that are, for each agent.");
        }
        others(lines, group);
        lines.addAll(List.of("", "Options of this game: " + options));
        return String.join("\n", lines);
    }

    private static String place(SeatView seat) {
        String group = "the group " + seat.group().name();
        return seat.agents() < seat.group().agents() ? "agent " + seat.firstAgent() + " of " + group : group;
    }

    private static String count(int agents) {
        return agents == 1 ? "1 agent" : agents + " agents";
    }

    private static String line(TensorSpec tensor) {
        String unit = tensor.unit().isEmpty() ? "" : ", in " + tensor.unit();
        return ("- " + tensor.name() + ": " + SpaceWords.of(tensor.space()) + unit + ". " + tensor.sentence()).strip();
    }

    private void others(List<String> lines, Group own) {
        List<Group> others = spec.groups().stream()
                .filter(group -> !group.name().equals(own.name()))
                .toList();
        if (!others.isEmpty()) {
            lines.addAll(List.of("", "Others at the table:"));
        }
        others.forEach(group -> lines.add("- " + group.name() + " (" + group.agents() + "): " + group.sentence()));
    }
}
