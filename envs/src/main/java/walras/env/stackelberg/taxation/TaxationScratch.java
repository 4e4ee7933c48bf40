package walras.env.stackelberg.taxation;

/** One thread's memory for a year. */
final class TaxationScratch {
    final PopulationStatistics statistics;
    final double[] saving; // [N]
    final double[] work; // [N]
    final double[] normals; // [N]
    final double[] uniforms; // [N]

    TaxationScratch(int households) {
        statistics = new PopulationStatistics(households);
        saving = new double[households];
        work = new double[households];
        normals = new double[households];
        uniforms = new double[households];
    }
}
