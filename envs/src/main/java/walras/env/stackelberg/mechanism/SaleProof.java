package walras.env.stackelberg.mechanism;

/**
 * What the check of a sale's optimum says.
 *
 * @param residual the largest by which a stated number misses what is recomputed, a share of the largest value
 * @param order by how much an inequality fails: one price <= personal prices <= the optimum <= the first best
 * @param sample draws on which a mechanism was played out whose optimality is an argument; 0 where everything was recomputed
 */
record SaleProof(double residual, double order, int sample, boolean verified) {
    static SaleProof of(PosteriorCertificate certificate, double order) {
        double residual = Math.max(certificate.residual(), certificate.asymmetry());
        return new SaleProof(
                residual, order, 0, certificate.verified() && order <= 1e-10); // sums of thousands of products
    }

    static SaleProof of(IndependentCertificate certificate) {
        double residual = Math.max(certificate.gain(), Math.max(certificate.shortfall(), certificate.firstBest()));
        return new SaleProof(residual, 0, 0, certificate.verified());
    }

    static SaleProof of(FirstBestSample sample) {
        return new SaleProof(
                (double) sample.misses() / FirstBestSample.DRAWS, 0, FirstBestSample.DRAWS, sample.verified());
    }
}
