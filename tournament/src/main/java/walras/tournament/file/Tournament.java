package walras.tournament.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A tournament as its file has it, checked.
 *
 * @param folder of the file, in which commands run
 * @param text of the file
 * @param settings the economies
 * @param format how entrants meet
 * @param seeds of the worlds
 * @param late what a late seat plays
 */
public record Tournament(
        String name,
        Path folder,
        String text,
        List<Setting> settings,
        List<Entrant> entrants,
        FormatChoice format,
        List<Long> seeds,
        PlayLimits limits,
        LatePlay late) {
    public Tournament {
        settings = List.copyOf(settings);
        entrants = List.copyOf(entrants);
        seeds = List.copyOf(seeds);
    }

    /** The same within other limits. */
    public Tournament with(PlayLimits other) {
        return new Tournament(name, folder, text, settings, entrants, format, seeds, other, late);
    }

    /**
     * How entrants meet.
     *
     * @param background indices of the entrants that fill the other seats
     */
    public record FormatChoice(String kind, List<Integer> background, boolean rotate, boolean selfPlay) {
        public FormatChoice {
            background = List.copyOf(background);
        }
    }

    /** What a late seat plays. */
    public enum Late {
        DEFAULT,
        REPEAT,
        POLICY
    }

    /** @param policy only with POLICY */
    public record LatePlay(Late late, Optional<PolicyChoice> policy) {}
}
