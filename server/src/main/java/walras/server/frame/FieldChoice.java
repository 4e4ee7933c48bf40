package walras.server.frame;

import java.util.List;

/**
 * Which fields of a seat's frames are wanted.
 *
 * @param kind what they carry
 * @param name of one of them; empty for every field of the kind
 */
public record FieldChoice(FieldKind kind, String name) {
    /** True if a field is wanted; every field is where nobody chose. */
    static boolean wants(List<FieldChoice> choices, Field field) {
        return choices.isEmpty() || choices.stream().anyMatch(choice -> choice.takes(field));
    }

    /** True if there is such a field. */
    public boolean isAmong(List<Field> fields) {
        return fields.stream().anyMatch(this::takes);
    }

    private boolean takes(Field field) {
        return field.kind() == kind && (name.isEmpty() || name.equals(field.name()));
    }
}
