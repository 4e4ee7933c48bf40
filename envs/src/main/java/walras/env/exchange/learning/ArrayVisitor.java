package walras.env.exchange.learning;

/** Is shown every array that a learner remembers, always in the same order; it may read or overwrite them. */
@FunctionalInterface
public interface ArrayVisitor {
    /** One array, of any shape. */
    void visit(String name, double[] values);
}
