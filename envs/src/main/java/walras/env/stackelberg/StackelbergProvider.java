package walras.env.stackelberg;

import java.util.List;
import walras.env.Environment;
import walras.env.EnvironmentProvider;
import walras.env.stackelberg.allocation.AllocationEnvironment;
import walras.env.stackelberg.bayesian.BayesianEnvironment;
import walras.env.stackelberg.design.DesignEnvironment;
import walras.env.stackelberg.matrix.MatrixEnvironment;
import walras.env.stackelberg.mechanism.PriceMechanismEnvironment;

/** Registers the environments in which followers learn inside; named in META-INF/services. */
public final class StackelbergProvider implements EnvironmentProvider {
    @Override
    public List<Environment> environments() {
        return List.of(
                new MatrixEnvironment(),
                new BayesianEnvironment(),
                new DesignEnvironment(),
                new AllocationEnvironment(),
                new PriceMechanismEnvironment());
    }
}
