package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.amp.Autocast;
import dev.arclight.it.Python;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Functional;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dtypes of results inside {@link Autocast} against PyTorch's. Its CUDA lists are asked without a device: tensors without
 * memory that say they are there pass the same door.
 */
final class AutocastAgreementTest {
    /** An expression in {@code a} and {@code b}, both {@code [3, 3]}, here and in Python. */
    private record Row(String python, BinaryOperator<Tensor> java) {}

    private static final Map<String, Row> ROWS = new LinkedHashMap<>();

    static {
        row("add", "a + b", Tensor::add);
        row("mul", "a * b", Tensor::mul);
        row("div", "a / b", Tensor::div);
        row("maximum", "torch.maximum(a, b)", Tensor::maximum);
        row("where", "torch.where(a > b, a, b)", (a, b) -> Tensor.where(a.gt(b), a, b));
        row("eq", "a == b", Tensor::eq);
        row("mm", "a.mm(b)", Tensor::mm);
        row("matmul", "a @ b", Tensor::matmul);
        row("mv", "a.mv(b[0])", (a, b) -> a.mv(b.select(0, 0)));
        row("bmm", "a[None].bmm(b[None])", (a, b) -> a.unsqueeze(0).bmm(b.unsqueeze(0)));
        row("addmm", "torch.addmm(a, b, a)", (a, b) -> a.addmm(b, a));
        row("addmv", "torch.addmv(a[0], b, a[1])", (a, b) -> a.select(0, 0).addmv(b, a.select(0, 1)));
        row("addr", "torch.addr(a, b[0], b[1])", (a, b) -> a.addr(b.select(0, 0), b.select(0, 1)));
        row("linear", "F.linear(a, b, b[0])", (a, b) -> Functional.linear(a, b, b.select(0, 0)));
        row("einsum", "torch.einsum('ij,kj->ik', a, b)", (a, b) -> Tensor.einsum("ij,kj->ik", a, b));
        row("conv1d", "F.conv1d(a[None], b[None])", (a, b) -> Functional.conv1d(a.unsqueeze(0), b.unsqueeze(0), null));
        row("prelu", "F.prelu(a, b[0])", (a, b) -> Functional.prelu(a, b.select(0, 0)));
        row("tensordot", "torch.tensordot(a, b, 1)", (a, b) -> a.tensordot(b, 1));
        row("cross", "torch.cross(a, b, 1)", (a, b) -> a.cross(b, 1));
        row("cat", "torch.cat([a, b])", (a, b) -> Tensor.cat(List.of(a, b), 0));
        row("stack", "torch.stack([a, b])", (a, b) -> Tensor.stack(List.of(a, b)));
        row("addcmul", "torch.addcmul(a, b, a)", (a, b) -> a.addcmul(b, a));
        row("addcdiv", "torch.addcdiv(a, b, a)", (a, b) -> a.addcdiv(b, a));
        row("atan2", "torch.atan2(a, b)", Tensor::atan2);
        row(
                "scatter_add",
                "a.scatter_add(0, torch.zeros_like(a, dtype=torch.int64), b)",
                (a, b) -> a.scatterAdd(0, Tensor.zeros(DType.INT64, 3, 3), b));
        for (String name : List.of(
                "exp",
                "expm1",
                "log",
                "log1p",
                "log2",
                "log10",
                "reciprocal",
                "rsqrt",
                "sqrt",
                "tan",
                "tanh",
                "sin",
                "cosh",
                "sinh",
                "acos",
                "asin",
                "sigmoid",
                "relu",
                "abs",
                "neg",
                "floor",
                "erf",
                "erfinv",
                "square")) {
            row(name, "a." + name + "()", (a, b) -> unary(name, a));
        }
        row("pow2", "a ** 2", (a, b) -> a.pow(2));
        row("pow3", "a ** 3", (a, b) -> a.pow(3));
        row("pow", "a ** b", Tensor::pow);
        row("gelu", "F.gelu(a)", (a, b) -> Functional.gelu(a));
        row("silu", "F.silu(a)", (a, b) -> Functional.silu(a));
        row("softplus", "F.softplus(a)", (a, b) -> Functional.softplus(a));
        row("logsigmoid", "F.logsigmoid(a)", (a, b) -> Functional.logsigmoid(a));
        row("softmax", "F.softmax(a, 1)", (a, b) -> a.softmax(1));
        row("softmax16", "F.softmax(a, 1, dtype=torch.float16)", (a, b) -> a.softmax(1, DType.FLOAT16));
        row("log_softmax", "F.log_softmax(a, 1)", (a, b) -> a.logSoftmax(1));
        row("logsumexp", "a.logsumexp(1)", (a, b) -> a.logsumexp(1));
        row("sum", "a.sum()", (a, b) -> a.sum());
        row("sum1", "a.sum(1)", (a, b) -> a.sum(1));
        row("mean", "a.mean(1)", (a, b) -> a.mean(1));
        row("std", "a.std()", (a, b) -> a.std());
        row("amax", "a.amax(1)", (a, b) -> a.amax(1));
        row("prod", "a.prod()", (a, b) -> a.prod());
        row("cumsum", "a.cumsum(0)", (a, b) -> a.cumsum(0));
        row("cumprod", "a.cumprod(0)", (a, b) -> a.cumprod(0));
        row("norm", "a.norm()", (a, b) -> a.norm());
        row("dist", "torch.dist(a, b)", (a, b) -> a.dist(b));
        row(
                "layer_norm",
                "F.layer_norm(a, (3,), b[0], b[1])",
                (a, b) -> Functional.layerNorm(a, new int[] {3}, b.select(0, 0), b.select(0, 1), 1e-5));
        row("group_norm", "F.group_norm(a, 3)", (a, b) -> Functional.groupNorm(a, 3, null, null, 1e-5));
        row(
                "batch_norm",
                "F.batch_norm(a, buffers[0], buffers[1], buffers[0], buffers[1], True)",
                (a, b) -> new BatchNorm1d(3).call(a));
        row("cosine_similarity", "F.cosine_similarity(a, b)", (a, b) -> Functional.cosineSimilarity(a, b, 1, 1e-8));
        row("mse_loss", "F.mse_loss(a, b)", (a, b) -> Functional.mseLoss(a, b, Reduction.MEAN));
        row("l1_loss", "F.l1_loss(a, b)", (a, b) -> Functional.l1Loss(a, b, Reduction.MEAN));
        row("smooth_l1_loss", "F.smooth_l1_loss(a, b)", (a, b) -> Functional.smoothL1Loss(a, b, Reduction.MEAN, 1));
        row("huber_loss", "F.huber_loss(a, b)", (a, b) -> Functional.huberLoss(a, b, Reduction.MEAN, 1));
        row("kl_div", "F.kl_div(a, b)", (a, b) -> Functional.klDiv(a, b, Reduction.MEAN, false));
        row(
                "bce_with_logits",
                "F.binary_cross_entropy_with_logits(a, b)",
                (a, b) -> Functional.binaryCrossEntropyWithLogits(a, b, null, null, Reduction.MEAN));
        row("soft_margin_loss", "F.soft_margin_loss(a, b)", (a, b) -> Functional.softMarginLoss(a, b, Reduction.MEAN));
        row("hinge", "F.hinge_embedding_loss(a, b)", (a, b) -> Functional.hingeEmbeddingLoss(a, b, 1, Reduction.MEAN));
        row(
                "ranking",
                "F.margin_ranking_loss(a, b, b)",
                (a, b) -> Functional.marginRankingLoss(a, b, b, 0, Reduction.MEAN));
        row(
                "poisson",
                "F.poisson_nll_loss(a, b)",
                (a, b) -> Functional.poissonNllLoss(a, b, true, false, 1e-8, Reduction.MEAN));
        row("triplet", "F.triplet_margin_loss(a, b, b)", (a, b) -> Functional.tripletMarginLoss(a, b, b));
        row(
                "cross_entropy",
                "F.cross_entropy(a, torch.zeros_like(a[0], dtype=torch.int64))",
                (a, b) -> Functional.crossEntropy(a, Tensor.zeros(DType.INT64, 3)));
        row("bce", "F.binary_cross_entropy(a, b)", (a, b) -> Functional.binaryCrossEntropy(a, b, null, Reduction.MEAN));
    }

    private static final String SCRIPT = """
            import torch, torch.nn.functional as F
            def rows(device, tensors):
                half, full = tensors
                for name, text in EXPRESSIONS:
                    found = []
                    for a, b in ((full, full), (half, half), (half, full)):
                        try:
                            result = eval(text, dict(globals(), a=a[0], b=b[1], buffers=full[2:]))
                            found.append(str(result.dtype)[6:])
                        except (RuntimeError, NotImplementedError) as error:
                            refused = 'unsafe to autocast' in str(error)
                            found.append('refused' if refused else 'unknown')
                    print(device, name, *found)
            with torch.no_grad():
                real = [[torch.full((3, 3), 0.5, dtype=t) for _ in range(2)]
                        + [torch.ones(3), torch.ones(3)] for t in (torch.bfloat16, torch.float32)]
                with torch.autocast('cpu', dtype=torch.bfloat16):
                    rows('cpu', real)
                from torch._subclasses import FakeTensorMode
                from torch._subclasses.fake_tensor import FakeTensor
                torch.cuda._lazy_init = lambda: None
                mode = FakeTensorMode()
                def fake(t, *shape):
                    return FakeTensor(mode, torch.empty(*shape, device='meta', dtype=t), torch.device('cuda', 0))
                pretended = [[fake(t, 3, 3), fake(t, 3, 3), fake(torch.float32, 3), fake(torch.float32, 3)]
                             for t in (torch.float16, torch.float32)]
                with mode:
                    torch.set_autocast_enabled(True)
                    torch.set_autocast_gpu_dtype(torch.float16)
                    rows('cuda', pretended)
            """;

    @TempDir
    private Path folder;

    @Test
    void dtypesOfResultsAreThoseOfTheListsForDevices() throws IOException {
        Map<String, List<String>> theirs = theirs("cuda");
        Map<String, String> differing = new LinkedHashMap<>();
        int compared = 0;
        for (Map.Entry<String, Row> row : ROWS.entrySet()) {
            List<String> own = own(row.getValue(), DType.FLOAT16);
            List<String> expected = theirs.getOrDefault(row.getKey(), List.of());
            for (int i = 0; i < expected.size(); i++) {
                // Without a device some of its kernels cannot even be asked for a shape.
                if (!expected.get(i).equals("unknown")) {
                    compared++;
                    if (!own.get(i).equals(expected.get(i))) {
                        differing.put(row.getKey(), own + " instead of " + expected);
                    }
                }
            }
        }
        assertThat(differing).isEmpty();
        assertThat(compared).isGreaterThan(170);
    }

    @Test
    void productsTakeTheDtypeTheyTakeOnTorchsCpu() throws IOException {
        Map<String, List<String>> theirs = theirs("cpu");
        for (String name :
                List.of("mm", "matmul", "bmm", "addmm", "linear", "conv1d", "mse_loss", "cat", "stack", "add")) {
            assertThat(own(ROWS.get(name), DType.BFLOAT16)).as(name).isEqualTo(theirs.get(name));
        }
    }

    private Map<String, List<String>> theirs(String device) throws IOException {
        String expressions = ROWS.entrySet().stream()
                .map(row -> "(\"" + row.getKey() + "\", \"" + row.getValue().python + "\")")
                .collect(Collectors.joining(", ", "EXPRESSIONS = [", "]\n"));
        Map<String, List<String>> found = new LinkedHashMap<>();
        String printed = Python.output(List.of("torch._subclasses"), folder, null, List.of("-c", expressions + SCRIPT));
        for (String line : printed.lines().toList()) {
            List<String> words = List.of(line.split(" "));
            if (words.get(0).equals(device)) {
                found.put(words.get(1), words.subList(2, words.size()));
            }
        }
        assertThat(found).hasSize(ROWS.size());
        return found;
    }

    @SuppressWarnings("try") // The scope is there to be closed.
    private static List<String> own(Row row, DType dtype) {
        DType[][] inputs = {{DType.FLOAT32, DType.FLOAT32}, {dtype, dtype}, {dtype, DType.FLOAT32}};
        List<String> found = new ArrayList<>();
        try (Autocast scope = Autocast.open(dtype)) {
            for (DType[] pair : inputs) {
                Tensor a = Tensor.full(0.5, 3, 3).to(pair[0]);
                Tensor b = Tensor.full(0.5, 3, 3).to(pair[1]);
                try {
                    found.add(row.java.apply(a, b).dtype().toString());
                } catch (ArclightException refused) {
                    found.add(
                            String.valueOf(refused.getMessage()).contains("Autocast.disabled()")
                                    ? "refused"
                                    : "unknown");
                }
            }
        }
        return found;
    }

    private static void row(String name, String python, BinaryOperator<Tensor> java) {
        ROWS.put(name, new Row(python, java));
    }

    private static Tensor unary(String name, Tensor a) {
        return switch (name) {
            case "exp" -> a.exp();
            case "expm1" -> a.expm1();
            case "log" -> a.log();
            case "log1p" -> a.log1p();
            case "log2" -> a.log2();
            case "log10" -> a.log10();
            case "reciprocal" -> a.reciprocal();
            case "rsqrt" -> a.rsqrt();
            case "sqrt" -> a.sqrt();
            case "tan" -> a.tan();
            case "tanh" -> a.tanh();
            case "sin" -> a.sin();
            case "cosh" -> a.cosh();
            case "sinh" -> a.sinh();
            case "acos" -> a.acos();
            case "asin" -> a.asin();
            case "sigmoid" -> a.sigmoid();
            case "relu" -> a.relu();
            case "abs" -> a.abs();
            case "neg" -> a.neg();
            case "floor" -> a.floor();
            case "erf" -> a.erf();
            case "erfinv" -> a.erfinv();
            case "square" -> a.square();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
