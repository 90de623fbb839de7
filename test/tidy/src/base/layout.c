// layout.c: how C lies on the page.
#include <stdio.h>
#include <ctype.h>  // bad: layout
#include "base/base.h"  // bad: layout

typedef struct { int a, b; } Pair;
typedef enum {
    ONE, TWO,
    THREE,
} Number;

static const Pair pairs[] = {
    { 1, 2 }, { 10, 20 },
            { 3, 4 },
};

static int short_one(int a) { return a; }

static int brace(int a) {  // bad: layout
    return a;
}

int fine(int a, const char *name,
         int b)
{
    Pair p = (Pair){
        .a = a, .b = b,
    };
    int    x     = a * b, *at = &x;
    double wide  = 3;
    if (a) x++;
    else if (b) {
        x--;
    } else {
        do x <<= 1; while (x < 9 && a >= 2);
    }
    for (int i = 0; i < 3; i++)
        if (a > i)
            for (int k = 0; k < 2; k++) {
                x += k;
                x -= 2;
            }
    switch (x) {
    case 1: return *at;
    case 2:
        x = p.a;
        break;
    default: break;
    }
    for (;;) {
        if (a &&
            b) break;
    }
    return wide > 2 ? fine(1, "a( b ,c  d",
        2) : '(';  // free
}

static int scars(int a)
{
    int x    = 1;  // bad: layout
    if(a) return 1;  // bad: layout
    if ( a) return 1;  // bad: layout
    if (a ) return 1;  // bad: layout
    x = short_one(a) , a;  // bad: layout
    x = fine(a,"b", 2);  // bad: layout
    for (; x;) a++;
    for (; a;x++) a++;  // bad: layout
    x = a==1;  // bad: layout
    x = a &&x;  // bad: layout
    x+= 1;  // bad: layout
    Pair * p = NULL;  // bad: layout
    Pair* q = NULL;  // bad: layout
    Pair r = {1, 2 };  // bad: layout
    Pair s = { 1, 2};  // bad: layout
    x = 1; // bad: layout
    x = 1;  //close  // bad: layout
      x = 2;  // bad: layout
  return x;  // bad: layout
}

static int braces(int a)
{
    if (a)
    {  // bad: layout
        a++;
    } else{  // bad: layout
        a--;
    }
    if (a) {
        a++;
        }  // bad: layout
    if (a &&
    short_one(a)) a = 2;  // bad: layout
    switch (a) {
        case 1: return 2;  // bad: layout
    }
    if (a) {
        a++;
    }else return 3;  // bad: layout
    if (a) {
        a++;
    }
    else a--;  // bad: layout
    return(a);  // bad: layout
}
