package walras.server.bench;

import java.util.List;

/** Cases of one kernel, measured in process on the calling thread. Found by {@link java.util.ServiceLoader}. */
public interface KernelBenchmark {
    /** Each case stands alone; they are measured one after another. */
    List<KernelCase> cases();
}
