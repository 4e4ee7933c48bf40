package walras.server.experiment;

import java.util.Optional;
import walras.env.Problem;

/** An experiment that a program of the Python client runs, as PyTorch learns in it; its summary is taken in as any other. */
public abstract class ProgramExperiment implements Experiment {
    private final String name;
    private final String program;
    private final String claim;

    /**
     * @param module of the Python client, which takes {@code --experiment} and {@code --out}
     * @param claim what is claimed, in a sentence
     */
    protected ProgramExperiment(String name, String module, String claim) {
        this.name = name;
        this.program = "python -m " + module + " --experiment --out results/" + name;
        this.claim = claim;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String claim() {
        return claim;
    }

    @Override
    public final int seeds() {
        return 10;
    }

    @Override
    public final Optional<String> program() {
        return Optional.of(program);
    }

    /** @throws Problem always: says what runs it */
    @Override
    public final Findings run(ExperimentContext context) {
        throw Problem.request("experiment " + name, "its own program: " + program, "./walras experiment");
    }
}
