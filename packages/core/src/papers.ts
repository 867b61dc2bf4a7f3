import type { Paper } from "./component.js";

/** Papers that several components are of. */
export const papers: Readonly<Record<"decoupling" | "fromSmoteToMixup" | "ldam" | "mixup" | "remix", Paper>> = {
  decoupling: {
    authors: "Kang, Xie, Rohrbach, Yan, Gordo, Feng, Kalantidis",
    title: "Decoupling Representation and Classifier for Long-Tailed Recognition",
    venue: "ICLR 2020",
    url: "https://arxiv.org/abs/1910.09217",
  },
  fromSmoteToMixup: {
    authors: "W.-C. Cheng, T.-H. Mai, H.-T. Lin",
    title: "From SMOTE to Mixup for Deep Imbalanced Classification",
    venue: "TAAI 2023",
    url: "https://arxiv.org/abs/2308.15457",
  },
  ldam: {
    authors: "Cao, Wei, Gaidon, Arechiga, Ma",
    title: "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    venue: "NeurIPS 2019",
    url: "https://arxiv.org/abs/1906.07413",
  },
  mixup: {
    authors: "H. Zhang, M. Cissé, Y. N. Dauphin, D. Lopez-Paz",
    title: "mixup: Beyond Empirical Risk Minimization",
    venue: "ICLR 2018",
    url: "https://arxiv.org/abs/1710.09412",
  },
  remix: {
    authors: "H.-P. Chou, S.-C. Chang, J.-Y. Pan, W. Wei, D.-C. Juan",
    title: "Remix: Rebalanced Mixup",
    venue: "ECCV Workshops 2020",
    url: "https://arxiv.org/abs/2007.03943",
  },
};
