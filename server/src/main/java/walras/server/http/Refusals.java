package walras.server.http;

/** How a route says that a request keeps none of the rules: its size, its time, its method. */
@FunctionalInterface
public interface Refusals {
    /** One line of text. */
    Refusals TEXT = (status, why) -> HttpAnswer.text(status, HttpAnswer.phrase(status) + ": " + why + "\n");

    /** @param why what was expected */
    HttpAnswer refusal(int status, String why);
}
