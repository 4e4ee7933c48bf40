package walras.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One thing that can be said of a server. Its name is its key in the file; with two dashes it is the flag, and in capitals,
 * after WALRAS_, the variable. What it is, may be, and is by default is said here and nowhere else.
 *
 * @param name words joined by dashes, the unit last
 * @param least of a whole number
 * @param most of a whole number
 * @param words that stand for themselves in place of a path or a text; all that a text may be, where it has some
 * @param usual its value when nobody says otherwise; empty for none
 * @param usualShown what a page says of that, the same on every machine
 * @param live true if another value takes effect without a restart
 * @param place where it may be said
 * @param about one or two sentences
 */
public record Setting(
        String name,
        Kind kind,
        long least,
        long most,
        List<String> words,
        Supplier<Optional<String>> usual,
        String usualShown,
        boolean live,
        Place place,
        String about) {
    /** What its value is. */
    public enum Kind {
        TEXT,
        PATH,
        WHOLE,
        SWITCH,
        /** Texts without commas: a flag several times, a list in the file, commas between them in a variable. */
        LIST,
        /** A text that is never shown. */
        SECRET
    }

    /** Where a setting may be said. */
    public enum Place {
        ANYWHERE,
        /** Not in the file: it says which file that is. */
        OUTSIDE,
        /** A secret, which other users of the machine see in a flag. */
        VARIABLE
    }

    /** Between the texts of a list. */
    public static final String COMMA = ",";

    private static final String NONE = "none";

    /** A text. */
    public static Setting text(String name, String usual, String about) {
        return of(name, Kind.TEXT, List.of(), Optional.of(usual), about);
    }

    /** A text, or nothing. */
    public static Setting text(String name, String about) {
        return of(name, Kind.TEXT, List.of(), Optional.empty(), about);
    }

    /** One of some words, the first of which is the usual one. */
    public static Setting choice(String name, List<String> words, String about) {
        return of(name, Kind.TEXT, words, Optional.of(words.get(0)), about);
    }

    /** A file or folder, or a word that stands for itself; nothing by default. */
    public static Setting path(String name, List<String> words, String about) {
        return of(name, Kind.PATH, words, Optional.empty(), about);
    }

    /** Texts, none by default. */
    public static Setting list(String name, String about) {
        return of(name, Kind.LIST, List.of(), Optional.empty(), about);
    }

    /** Off by default. */
    public static Setting onOff(String name, String about) {
        return of(name, Kind.SWITCH, List.of(), Optional.of("false"), about).shown("off");
    }

    /** A whole number. */
    public static Setting whole(String name, long least, long most, long usual, String about) {
        Setting setting = of(name, Kind.WHOLE, List.of(), Optional.of(Long.toString(usual)), about);
        return setting.within(least, most);
    }

    /** A whole number whose default depends on the machine. */
    public static Setting whole(
            String name, long least, long most, Supplier<Long> usual, String usualShown, String about) {
        Setting setting =
                of(name, Kind.WHOLE, List.of(), Optional.empty(), about).within(least, most);
        return setting.usually(() -> Optional.of(Long.toString(usual.get())), usualShown);
    }

    /** A text that is never shown, and comes from the environment alone. */
    public static Setting secret(String name, String about) {
        return of(name, Kind.SECRET, List.of(), Optional.empty(), about).at(Place.VARIABLE);
    }

    private static Setting of(String name, Kind kind, List<String> words, Optional<String> usual, String about) {
        return new Setting(name, kind, 0, 0, words, () -> usual, usual.orElse(NONE), false, Place.ANYWHERE, about);
    }

    private Setting within(long newLeast, long newMost) {
        return new Setting(name, kind, newLeast, newMost, words, usual, usualShown, live, place, about);
    }

    private Setting usually(Supplier<Optional<String>> newUsual, String newShown) {
        return new Setting(name, kind, least, most, words, newUsual, newShown, live, place, about);
    }

    /** The same with other words for what it is by default. */
    public Setting shown(String words) {
        return usually(usual, words);
    }

    /** The same, and another value takes effect without a restart. */
    public Setting whileRunning() {
        return new Setting(name, kind, least, most, words, usual, usualShown, true, place, about);
    }

    /** The same in another place. */
    public Setting at(Place newPlace) {
        return new Setting(name, kind, least, most, words, usual, usualShown, live, newPlace, about);
    }

    public String flag() {
        return "--" + name;
    }

    public String variable() {
        return "WALRAS_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    public boolean hasFlag() {
        return place != Place.VARIABLE;
    }

    public boolean inFile() {
        return place == Place.ANYWHERE;
    }

    /** What a value has to be, in words. */
    public String expected() {
        return switch (kind) {
            case WHOLE ->
                most == Long.MAX_VALUE || most == Integer.MAX_VALUE
                        ? "a whole number, " + least + " or more"
                        : "a whole number, " + least + " .. " + most;
            case SWITCH -> "true or false";
            case TEXT -> words.isEmpty() ? "a text" : "one of " + String.join(", ", words);
            case LIST -> "texts without commas";
            case PATH -> words.isEmpty() ? "a path" : "a path, or " + String.join(", ", words);
            case SECRET -> "a token; unset it for a server that asks for none";
        };
    }

    /** True if it may have the value. */
    public boolean admits(String value) {
        return switch (kind) {
            case WHOLE -> number(value).filter(n -> n >= least && n <= most).isPresent();
            case SWITCH -> value.equals("true") || value.equals("false");
            case TEXT -> words.isEmpty() ? !value.isBlank() : words.contains(value);
            case LIST -> Arrays.stream(value.split(COMMA, -1)).noneMatch(String::isBlank);
            case PATH -> !value.isEmpty() && value.indexOf('\0') < 0;
            case SECRET -> !value.isBlank();
        };
    }

    private static Optional<Long> number(String value) {
        try {
            return Optional.of(Long.parseLong(value));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }
}
