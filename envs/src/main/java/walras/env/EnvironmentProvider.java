package walras.env;

import java.util.List;

/** What {@link java.util.ServiceLoader} finds: one per family, in this jar or in any other on the class path. */
public interface EnvironmentProvider {
    List<Environment> environments();
}
