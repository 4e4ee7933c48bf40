package walras.server.conformance;

/** A client did something else than a case expects. */
final class CaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    CaseFailure(String message) {
        super(message);
    }

    static void unless(boolean right, String message) {
        if (!right) {
            throw new CaseFailure(message);
        }
    }
}
