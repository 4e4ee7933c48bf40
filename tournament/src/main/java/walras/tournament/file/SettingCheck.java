package walras.tournament.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Group;
import walras.env.PolicySpec;
import walras.env.Problem;
import walras.env.Registry;

/** Holds every economy of a tournament against its environment: options, seats, and the policies that shall sit there. */
final class SettingCheck {
    private final Document document;
    private final Tournament tournament;
    private final Registry registry;

    SettingCheck(Document document, Tournament tournament, Registry registry) {
        this.document = document;
        this.tournament = tournament;
        this.registry = registry;
    }

    void require() {
        int seats = tournament.settings().get(0).seats().size();
        Fields root = new Fields("", document.value());
        int first = 0; // the entry's first setting
        for (Fields entry : root.list("environments")) {
            Setting setting = tournament.settings().get(first);
            if (setting.seats().size() != seats) {
                throw document.wrong(
                        entry.pointer() + "/seats",
                        seats + " seats, as elsewhere",
                        setting.seats().size());
            }
            int count = 1;
            for (Object values : entry.map("sweep").values()) {
                count *= values instanceof List<?> list ? list.size() : 1;
            }
            requireOneRow(entry, setting);
            String seatsAt = (entry.has("seats") ? entry.pointer() : "") + "/seats";
            String fillAt = (entry.has("fill") ? entry.pointer() : "") + "/fill";
            for (int k = first; k < first + count; k++) {
                check(tournament.settings().get(k), entry.pointer(), seatsAt, fillAt);
            }
            first += count;
        }
        tournament.late().policy().ifPresent(this::checkLate);
    }

    private void requireOneRow(Fields entry, Setting setting) {
        for (int e = 0; e < tournament.entrants().size(); e++) {
            if (tournament.entrants().get(e).text() && setting.rows() != 1) {
                throw document.wrong(
                        entry.pointer() + "/rows",
                        "1, for " + tournament.entrants().get(e).name() + " plays in words (text)",
                        setting.rows(),
                        "1");
            }
        }
    }

    private EconomySpec spec(Setting setting, String pointer) {
        Environment environment;
        try {
            environment = registry.find(setting.environment());
        } catch (Problem unknown) {
            throw document.at(pointer + "/id", unknown);
        }
        try {
            Economy economy = environment.economy(environment.options().resolve(setting.options()));
            economy.requirePlayable();
            return economy.spec();
        } catch (Problem wrong) {
            throw document.at(pointer + "/options", wrong);
        }
    }

    private void check(Setting setting, String pointer, String seatsAt, String fillAt) {
        EconomySpec spec = spec(setting, pointer);
        Map<String, String> taken = new LinkedHashMap<>(); // agent to who has it
        for (int k = 0; k < setting.seats().size(); k++) {
            SeatName seat = setting.seats().get(k);
            take(taken, spec, seat, seatsAt + "/" + k);
            for (int e = 0; e < tournament.entrants().size(); e++) {
                String at = "/entrants/" + e + "/policy";
                tournament.entrants().get(e).policy().ifPresent(policy -> checkPolicy(spec, seat, policy, at));
            }
        }
        setting.fill().forEach((seat, policy) -> {
            String at = fillAt + "/" + Document.escaped(seat.toString());
            take(taken, spec, seat, at);
            checkPolicy(spec, seat, policy, at);
        });
    }

    private void checkLate(PolicyChoice policy) {
        for (Setting setting : tournament.settings()) {
            EconomySpec spec = spec(setting, "/environments");
            setting.seats().forEach(seat -> checkPolicy(spec, seat, policy, "/faults/policy"));
        }
    }

    private void take(Map<String, String> taken, EconomySpec spec, SeatName seat, String pointer) {
        Group group;
        try {
            group = spec.group(seat.group());
        } catch (Problem unknown) {
            throw document.at(pointer, unknown);
        }
        if (seat.agent() >= group.agents()) {
            throw document.wrong(pointer, "an agent of " + group.name() + ", 0 to " + (group.agents() - 1), seat);
        }
        int from = seat.whole() ? 0 : seat.agent();
        int to = seat.whole() ? group.agents() : seat.agent() + 1;
        for (int agent = from; agent < to; agent++) {
            String other = taken.putIfAbsent(group.name() + "/" + agent, seat.toString());
            if (other != null) {
                throw document.wrong(pointer, "agents that no other seat has", seat + ", which meets " + other);
            }
        }
    }

    private void checkPolicy(EconomySpec spec, SeatName seat, PolicyChoice policy, String pointer) {
        try {
            PolicySpec found = spec.policy(policy.name());
            if (!found.groups().contains(seat.group())) {
                throw document.wrong(
                        pointer, "a policy for " + seat.group(), policy.name() + ", which plays " + found.groups());
            }
            found.options().resolve(policy.options());
        } catch (Problem wrong) {
            throw wrong.where().startsWith(document.where("").replaceAll(":.*", ""))
                    ? wrong
                    : document.at(pointer, wrong);
        }
    }
}
