package walras.env.stackelberg.taxation;

import walras.env.StateVisitor;

/** A variant's start and law of motion. Rows are independent. */
interface TaxationYear {
    /** Starts a row. */
    void begin(int row, TaxationScratch own);

    /** Takes half of everybody's wealth. */
    void halve(int row);

    /** What households inside do under {@code levers} `[B, lever]`, into {@code own}. */
    void decide(int row, double[] levers, TaxationScratch own); // [B, lever]

    /** Production, taxes, spending and accounts, given what households do. */
    void live(int row, double[] levers, TaxationScratch own); // [B, lever]

    /** Moves ability. */
    void age(int row, TaxationScratch own);

    /** Visits what the economy itself does not hold. */
    void state(StateVisitor visitor);
}
