package dev.arclight.log;

/** Shows nothing. */
final class NoProgress implements Progress {
    static final NoProgress INSTANCE = new NoProgress();

    private NoProgress() {}

    @Override
    public void update(long done, long total, String extra) {}

    @Override
    public void note(String line) {}

    @Override
    public void close() {}
}
