static pthread_mutex_t lock;    // the log may
