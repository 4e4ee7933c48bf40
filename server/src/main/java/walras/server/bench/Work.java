package walras.server.bench;

/** The thing that is measured. */
@FunctionalInterface
public interface Work {
    /** Does some of it; returns how many operations that were, in the case's unit. */
    long run();
}
